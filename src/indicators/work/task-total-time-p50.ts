// How long a task took for whoever waited for it: the only duration that every table of tasks has.
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from '../patterns/duration-quantile.ts'
import { totalTime } from '../patterns/durations.ts'

export const taskTotalTimeP50: Indicator = durationQuantile({
  name: 'task_total_time_p50',
  help: 'Median time from queueing to end, of the tasks that ended, whatever the outcome.',
  nextActions: {
    level:
      'See whether waiting or running grew between {from} and {until} UTC: compare the backlog before and after.',
    slope: 'Compare arrivals with completions since {day}: a total that creeps is mostly time in the queue.',
    missing: 'Check that workers run and that tasks still finish: no end of one was seen.',
  },
  by: ['task_type'],
  stage: 'total time',
  watchedByDefault: true,
  readsStarts: false,
  quantile: 0.5,
  duration: totalTime,
})
