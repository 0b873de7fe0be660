// How long a task took for whoever waited for it: from queueing to end.
import type { Millis } from '../../core/clock.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from './duration-quantile.ts'

export const taskTotalTimeP50: Indicator = durationQuantile({
  name: 'task_total_time_p50',
  help: 'Median time from queueing to end, of the tasks that ended, whatever the outcome.',
  quantile: 0.5,
  by: ['task_type'],
  knownAt: ({ openedAt, endedAt }: Lifecycle): Millis | null => (openedAt === null ? null : endedAt),
  from: ({ openedAt }: Lifecycle) => openedAt,
  to: ({ endedAt }: Lifecycle) => endedAt,
})
