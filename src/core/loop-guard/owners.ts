// To whom belongs what runs now: a part that somebody else may have written, with all that it starts and leaves behind.
import { AsyncLocalStorage } from 'node:async_hooks'

export interface Owner {
  kind: 'source' | 'notifier'
  name: string
}

export interface Owners {
  /** Runs work that belongs to `owner`, null: to slowburn itself. Timers and promises that it starts belong to the same. */
  under<T>(owner: Owner | null, work: () => T): T
  current(): Owner | null
}

export function createOwners(): Owners {
  const storage = new AsyncLocalStorage<Owner | null>()
  return {
    under: (owner, work) => storage.run(owner, work),
    current: () => storage.getStore() ?? null,
  }
}
