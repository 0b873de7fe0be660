// One call into a part under watch: what it throws is read there too, for that may run code of the part.
import { errorOf } from '../errors.ts'
import type { Owner } from '../loop-guard/owners.ts'
import type { Watchdog } from '../watchdog.ts'

/**
 * Throws the words of what the part throws, and `NotReturned`, which names it where it is at fault. The work must write nothing that
 * outlives it.
 */
export function asked<T>(who: Owner, work: () => T, watchdog: Pick<Watchdog, 'run' | 'begin' | 'end'>): T {
  return watchdog.run(() => {
    watchdog.begin(who)
    try {
      return work()
    } catch (thrown) {
      throw errorOf(thrown)
    } finally {
      watchdog.end(who)
    }
  })
}
