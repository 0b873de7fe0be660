// How long work on a task took, from its start to its end, whatever the outcome.
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from '../patterns/duration-quantile.ts'
import { runTime } from '../patterns/durations.ts'

export const taskRunTimeP50: Indicator = durationQuantile({
  name: 'task_run_time_p50',
  help: 'Median time from start to end, of the tasks that ended, whatever the outcome.',
  nextActions: {
    level:
      'Compare a slow task from after {until} UTC with one from before {from} UTC: model, prompt, worker version.',
    slope: 'Check what the tasks have more of since {day}: input, retries, rows that they read.',
    missing: 'Check that workers run and that tasks still finish: no end of one was seen.',
  },
  by: ['task_type'],
  stage: 'run time',
  watchedByDefault: true,
  readsStarts: true,
  quantile: 0.5,
  duration: runTime,
})
