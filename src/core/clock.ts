// Time as a value that is passed in. Nothing else in the code asks the machine what time it is.

/** Unix epoch, milliseconds. */
export type Millis = number

/** The end of the year 9999: beyond it a moment cannot be written down. */
export const LAST_MOMENT: Millis = 253_402_300_799_999

/** Those of this file are frozen: many hold the same one. */
export interface Clock {
  /** The present moment. It may jump: only `sleep` measures how long something took. */
  now(): Millis
  /** Waits `ms` of this clock's time. Rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: Millis, signal: AbortSignal): Promise<void>
}

/** The machine's own clock. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  sleep: wait,
})

/**
 * A clock that starts at `origin` and runs `rate` times as fast as the machine's.
 * `rate` is simulated milliseconds per real millisecond and must be positive.
 */
export function acceleratedClock(origin: Millis, rate: number): Clock {
  const started = performance.now()
  return Object.freeze({
    now: () => Math.round(origin + (performance.now() - started) * rate),
    sleep: (ms: Millis, signal: AbortSignal) => wait(ms / rate, signal),
  })
}

/** A clock that moves only when told to: for tests and for replaying history. */
export interface ManualClock extends Clock {
  /** Moves the clock to `at` and wakes every sleeper whose time has come. May move backwards. */
  set(at: Millis): void
  advance(ms: Millis): void
}

export function manualClock(origin: Millis): ManualClock {
  let now = origin
  const sleepers = new Set<{ until: Millis; wake: () => void }>()
  const set = (at: Millis): void => {
    now = at
    for (const sleeper of sleepers) {
      if (sleeper.until <= now) sleeper.wake()
    }
  }
  return {
    now: () => now,
    set,
    advance: ms => set(now + ms),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        if (ms <= 0) return resolve()
        const leave = (): void => {
          sleepers.delete(sleeper)
          signal.removeEventListener('abort', abort)
        }
        const abort = (): void => {
          leave()
          reject(signal.reason)
        }
        const sleeper = {
          until: now + ms,
          wake: () => {
            leave()
            resolve()
          },
        }
        sleepers.add(sleeper)
        signal.addEventListener('abort', abort, { once: true })
      }),
  }
}

/** The longest delay a Node.js timer keeps: beyond it the timer would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

function wait(ms: Millis, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', abort)
        resolve()
      },
      Math.min(Math.max(ms, 0), LONGEST_TIMER),
    )
    signal.addEventListener('abort', abort, { once: true })
  })
}
