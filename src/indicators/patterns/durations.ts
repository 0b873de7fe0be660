// The durations of a task, in the words of its moments.
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import type { Duration } from './duration-quantile.ts'

/**
 * From queueing to start. A measured start is known when it happens. A reconstructed one is known only when the task has
 * ended, and counts then: otherwise a closed bucket would look different once more tasks have ended.
 */
export const queueWait: Duration = {
  knownAt: ({ startedAt, start, endedAt }: Lifecycle) => (start === 'reconstructed' ? endedAt : startedAt),
  from: ({ openedAt }) => openedAt,
  to: ({ startedAt }) => startedAt,
}

/** From start to end, whatever the outcome. */
export const runTime: Duration = {
  knownAt: ({ startedAt, endedAt }) => (startedAt === null ? null : endedAt),
  from: ({ startedAt }) => startedAt,
  to: ({ endedAt }) => endedAt,
}

/** From queueing to end, whatever the outcome. */
export const totalTime: Duration = {
  knownAt: ({ openedAt, endedAt }) => (openedAt === null ? null : endedAt),
  from: ({ openedAt }) => openedAt,
  to: ({ endedAt }) => endedAt,
}
