// The time of a night that is played: it runs with the machine's, faster, and is moved on by whoever plays it. Processes that are handed
// the same origin agree on it.
import type { Clock, Millis } from '../../../src/core/clock.ts'

/** Where the time of a night begins, and how fast it runs between two moves. */
export interface NightTime {
  origin: Millis
  /** The machine's clock at the origin. */
  from: Millis
  rate: number
}

export interface NightClock extends Clock {
  /** True time: what a clock that is right shows. */
  truth(): Millis
  /** `skipped`: how far time has been moved on since the origin. `leapt`: how wrong this clock is. */
  move(skipped: Millis, leapt: Millis): void
}

/** `asleep` is told how long each sleeper means to sleep. */
export function nightClock(
  { origin, from, rate }: NightTime,
  { skipped = 0, leapt = 0, asleep = (_ms: Millis): void => undefined } = {},
): NightClock {
  let [moved, wrong] = [skipped, leapt]
  const sleepers = new Set<() => void>()
  const truth = (): Millis => Math.round(origin + moved + (Date.now() - from) * rate)
  return {
    truth,
    now: () => truth() + wrong,
    move(to, by) {
      moved = to
      wrong = by
      for (const wake of sleepers) wake()
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const until = truth() + ms
        let timer: NodeJS.Timeout | undefined
        const leave = (): void => {
          clearTimeout(timer)
          sleepers.delete(wake)
          signal.removeEventListener('abort', abort)
        }
        const abort = (): void => {
          leave()
          reject(signal.reason)
        }
        const wake = (): void => {
          clearTimeout(timer)
          const left = until - truth()
          if (left <= 0) {
            leave()
            resolve()
          } else timer = setTimeout(wake, Math.min(left / rate + 1, 2 ** 31 - 1))
        }
        sleepers.add(wake)
        signal.addEventListener('abort', abort, { once: true })
        asleep(ms)
        wake()
      }),
  }
}
