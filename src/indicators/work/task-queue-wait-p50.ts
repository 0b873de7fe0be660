// How long tasks stood in the queue before work on them began.
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from '../patterns/duration-quantile.ts'
import { queueWait } from '../patterns/durations.ts'

export const taskQueueWaitP50: Indicator = durationQuantile({
  name: 'task_queue_wait_p50',
  help: 'Median time from queueing to start, of the tasks that started.',
  nextActions: {
    level:
      'Count the workers and the arrivals between {from} and {until} UTC: fewer of the one, or more of the other.',
    slope: 'Compare arrivals with completions since {day}: the queue grows where more come than go.',
    missing: 'Check that tasks are still taken from the queue.',
  },
  by: [],
  stage: 'queue wait',
  watchedByDefault: true,
  readsStarts: true,
  quantile: 0.5,
  duration: queueWait,
})
