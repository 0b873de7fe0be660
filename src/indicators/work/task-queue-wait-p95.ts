// How long the tasks that waited longest stood in the queue.
import type { Indicator } from '../indicator.ts'
import { durationQuantile } from '../patterns/duration-quantile.ts'
import { queueWait } from '../patterns/durations.ts'

export const taskQueueWaitP95: Indicator = durationQuantile({
  name: 'task_queue_wait_p95',
  help: '95th percentile of the time from queueing to start, of the tasks that started.',
  nextActions: {
    level: 'See which tasks wait longest since {from} UTC, and whether others overtake them.',
    slope: 'Compare arrivals with completions since {day}: the queue grows where more come than go.',
  },
  by: [],
  stage: 'queue wait',
  watchedByDefault: false,
  readsStarts: true,
  quantile: 0.95,
  duration: queueWait,
})
