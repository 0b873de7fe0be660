// Lets everything else have its turn in the middle of long work: pages, scrapes and deliveries never wait for it.
import { setImmediate as nextTurn } from 'node:timers/promises'

/** To be awaited between small pieces of work; returns at once while the turn is young. */
export type Pause = () => Promise<void>

/** Real seconds of one turn. */
const LONGEST_TURN = 0.008

/** By the real time, for work that nobody ends. */
export function pauseInRealTime(signal: AbortSignal = new AbortController().signal): Pause {
  return createPause(() => performance.now() / 1000, signal)
}

/**
 * For what somebody waits for: on a busy machine a turn by real time is over before much is done, and there are as many more
 * turns of others to wait for.
 */
export function pauseInProcessorTime(): Pause {
  return createPause(() => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1e6
  }, new AbortController().signal)
}

/** `stopwatch` gives real seconds from some origin. After `signal` a pause throws its reason: the work ends there. */
export function createPause(stopwatch: () => number, signal: AbortSignal): Pause {
  let began = stopwatch()
  return async () => {
    if (stopwatch() - began < LONGEST_TURN) return
    await nextTurn()
    signal.throwIfAborted()
    began = stopwatch()
  }
}
