// How long work on a task took, from its start to its end, whatever the outcome.
import type { Millis } from '../../core/clock.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from './duration-quantile.ts'

const runTime = {
  by: ['task_type'],
  knownAt: ({ startedAt, endedAt }: Lifecycle): Millis | null => (startedAt === null ? null : endedAt),
  from: ({ startedAt }: Lifecycle) => startedAt,
  to: ({ endedAt }: Lifecycle) => endedAt,
} as const

export const taskRunTimeP50: Indicator = durationQuantile({
  ...runTime,
  name: 'task_run_time_p50',
  help: 'Median time from start to end, of the tasks that ended, whatever the outcome.',
  quantile: 0.5,
})

export const taskRunTimeP95: Indicator = durationQuantile({
  ...runTime,
  name: 'task_run_time_p95',
  help: '95th percentile of the time from start to end, of the tasks that ended, whatever the outcome.',
  quantile: 0.95,
})
