// Closes a part where its work is known as its own: one that loops is interrupted, and what it throws is read there too.
import { errorOf } from '../errors.ts'
import type { Owner, Owners } from '../loop-guard/owners.ts'
import type { Watchdog } from '../watchdog.ts'
import { asked } from './asked.ts'

/** Rejects with the words of what the part throws, now or later, and with `NotReturned`. */
export async function closeOwned(
  owner: Owner,
  close: () => Promise<void>,
  { owners, watchdog }: { owners: Pick<Owners, 'under'>; watchdog: Pick<Watchdog, 'run' | 'begin' | 'end'> },
): Promise<void> {
  const watched = <V>(work: () => V): V => owners.under(owner, () => asked(owner, work, watchdog))
  const closing = watched(() => Promise.resolve(close()))
  try {
    await closing
  } catch (thrown) {
    throw watched(() => errorOf(thrown))
  }
}
