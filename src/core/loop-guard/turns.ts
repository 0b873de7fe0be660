// Writes down whose code runs, at every turn of it: where it then stands still in a call that nothing can look into, another thread
// knows whose call that is. It costs every promise and every callback, so it is done only after a process that stood still so.
import { createHook } from 'node:async_hooks'
import type { Owner, Owners } from './owners.ts'

/** Until the result is called. `note` learns to whom belongs what runs from then on; null: to slowburn itself. */
export function noteTurns(owners: Owners, note: (owner: Owner | null) => void): () => void {
  const startedBy = new Map<number, Owner>()
  const hook = createHook({
    init(id) {
      const owner = owners.current()
      if (owner !== null) startedBy.set(id, owner)
    },
    before: id => note(startedBy.get(id) ?? null),
    after: () => note(null),
    destroy: id => void startedBy.delete(id),
  }).enable()
  owners.listen(note)
  return () => {
    hook.disable()
    owners.listen(null)
  }
}
