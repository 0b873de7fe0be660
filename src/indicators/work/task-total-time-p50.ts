// How long a task took for whoever waited for it: the only duration that every table of tasks has.
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from '../patterns/duration-quantile.ts'
import { totalTime } from '../patterns/durations.ts'

export const taskTotalTimeP50: Indicator = durationQuantile({
  name: 'task_total_time_p50',
  help: 'Median time from queueing to end, of the tasks that ended, whatever the outcome.',
  by: ['task_type'],
  watchedByDefault: true,
  readsStarts: false,
  quantile: 0.5,
  duration: totalTime,
})
