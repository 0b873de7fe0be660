// How long tasks stood in the queue before work on them began.
import type { Millis } from '../../core/clock.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from './duration-quantile.ts'

/**
 * A measured start is known when it happens. A reconstructed one is known only when the task has ended, and
 * counts then: otherwise a closed bucket would look different once more tasks have ended.
 */
function waitKnownAt({ startedAt, start, endedAt }: Lifecycle): Millis | null {
  return start === 'reconstructed' ? endedAt : startedAt
}

const queueWait = {
  by: [],
  knownAt: waitKnownAt,
  from: ({ openedAt }: Lifecycle) => openedAt,
  to: ({ startedAt }: Lifecycle) => startedAt,
} as const

export const taskQueueWaitP50: Indicator = durationQuantile({
  ...queueWait,
  name: 'task_queue_wait_p50',
  help: 'Median time from queueing to start, of the tasks that started.',
  quantile: 0.5,
})

export const taskQueueWaitP95: Indicator = durationQuantile({
  ...queueWait,
  name: 'task_queue_wait_p95',
  help: '95th percentile of the time from queueing to start, of the tasks that started.',
  quantile: 0.95,
})
