// Asks metrics for their samples where the work of each is known as its own, and where one that does not return is interrupted.
import { errorOf, faultOf } from '../../core/errors.ts'
import type { Owner } from '../../core/loop-guard/owners.ts'
import type { Watchdog } from '../../core/watchdog.ts'

/**
 * Something that is asked of a metric. The work must write nothing that outlives it, and what it returns must run no code of the
 * metric any more.
 */
export interface Asked<T> {
  readonly metric: string
  work(): T
}

/** What it has answered; or what is wrong, where the metric throws, does not return or must not be asked. */
export type Answered<T> = { readonly value: T } | { readonly fault: string }

/**
 * The answers to the first of these, to one at least: as many as fit into a turn, and none beyond one that did not return.
 */
export type AskMetrics = <T>(asked: ReadonlyArray<Asked<T>>) => Array<Answered<T>>

/** Real seconds that are spent on one turn: others wait meanwhile, and what is done with the answers may be part of the same turn. */
const A_TURN = 0.003

/** Under watch. To interrupt what runs takes a thread each time, so that many are asked at once. */
export function createAskMetrics(watchdog: Pick<Watchdog, 'begin' | 'end' | 'each'>): AskMetrics {
  return <T>(asked: ReadonlyArray<Asked<T>>) => {
    const answer = ({ metric, work }: Asked<T>): Answered<T> => {
      const owner: Owner = { kind: 'metric', name: metric }
      try {
        watchdog.begin(owner)
        return { value: work() }
      } catch (thrown) {
        // Reading what was thrown may run code of the metric, too.
        return { fault: faultOf(errorOf(thrown)) }
      } finally {
        watchdog.end(owner)
      }
    }
    return watchdog.each(asked, answer, A_TURN)
  }
}

/** Without watch. */
export function askPlainly<T>(asked: ReadonlyArray<Asked<T>>): Array<Answered<T>> {
  return asked.map(({ work }) => {
    try {
      return { value: work() }
    } catch (thrown) {
      return { fault: faultOf(thrown) }
    }
  })
}

/** The answer to what is asked of one metric alone. Throws an error of ours where it has failed. */
export function askOne<T>(ask: AskMetrics, metric: string, work: () => T): T {
  const [answered] = ask([{ metric, work }])
  if (answered === undefined) throw new Error('it was not asked')
  if ('fault' in answered) throw new Error(answered.fault)
  return answered.value
}
