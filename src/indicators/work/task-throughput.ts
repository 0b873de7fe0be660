// How many tasks ended in a bucket, whatever the outcome.

import type { Indicator } from '../indicator.ts'
import { eventCount } from '../patterns/event-count.ts'
import { tasksEnded } from '../patterns/task-counts.ts'

export const taskThroughput: Indicator = eventCount({
  name: 'task_throughput',
  help: 'Tasks that ended in a bucket, whatever the outcome.',
  kind: 'task',
  of: tasksEnded,
  by: ['task_type'],
  watchedByDefault: true,
  readsStarts: false,
})
