// Asks a metric for its samples where its work is known as its own, and where one that does not return is interrupted.
import { errorOf } from '../../core/errors.ts'
import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import type { Watchdog } from '../../core/watchdog.ts'

/**
 * The answer of the metric of that name, under watch. The work must write nothing that outlives it, and what it returns must run no
 * code of the metric any more. Throws an error of ours where the metric throws, does not return or must not be asked.
 */
export type AskMetric = <T>(metric: string, work: () => T) => T

export function createAskMetric(
  watchdog: Pick<Watchdog, 'begin' | 'end' | 'each'>,
  owners: Pick<Owners, 'under'>,
): AskMetric {
  return <T>(name: string, work: () => T): T => {
    const owner: Owner = { kind: 'metric', name }
    const ask = (): T => {
      watchdog.begin(owner)
      try {
        return work()
      } catch (thrown) {
        // Reading what was thrown may run code of the metric, too.
        throw errorOf(thrown)
      } finally {
        watchdog.end(owner)
      }
    }
    const [answer] = owners.under(owner, () => watchdog.each([null], ask, 0))
    return answer as T
  }
}
