// Keeps long work to a share of one processor: after each piece it waits for as long as that takes.
import type { Clock } from '../../core/clock.ts'

/** Called between two pieces. Rejects with the reason of the signal where that is aborted. */
export type Pace = (signal: AbortSignal) => Promise<void>

/**
 * `share` above 0, at most 1; `cpu` is the processor time so far of all threads, in milliseconds.
 */
export function createPace(
  share: number,
  clock: Pick<Clock, 'sleep'>,
  cpu: () => number = processorTime,
): Pace {
  let before = cpu()
  return async signal => {
    signal.throwIfAborted()
    const took = cpu() - before
    if (share < 1 && took > 0) await clock.sleep(took * (1 / share - 1), signal)
    before = cpu()
  }
}

/** Of this process so far, in milliseconds. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
