// How long work took on the tasks that took longest, whatever the outcome.
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from '../patterns/duration-quantile.ts'
import { runTime } from '../patterns/durations.ts'

export const taskRunTimeP95: Indicator = durationQuantile({
  name: 'task_run_time_p95',
  help: '95th percentile of the time from start to end, of the tasks that ended, whatever the outcome.',
  nextActions: {
    level: 'Open the slowest tasks since {from} UTC and compare them: one model, one input, one worker?',
    slope: 'Check what the slowest tasks have more of since {day}: input, retries, waiting for others.',
  },
  by: ['task_type'],
  stage: 'run time',
  watchedByDefault: false,
  readsStarts: true,
  quantile: 0.95,
  duration: runTime,
})
