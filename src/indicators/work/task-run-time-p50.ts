// How long work on a task took, from its start to its end, whatever the outcome.
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from '../patterns/duration-quantile.ts'
import { runTime } from '../patterns/durations.ts'

export const taskRunTimeP50: Indicator = durationQuantile({
  name: 'task_run_time_p50',
  help: 'Median time from start to end, of the tasks that ended, whatever the outcome.',
  by: ['task_type'],
  watchedByDefault: true,
  readsStarts: true,
  quantile: 0.5,
  duration: runTime,
})
