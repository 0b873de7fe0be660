// How many tasks ended in a bucket, whatever the outcome.

import type { Indicator } from '../indicator.ts'
import { eventCount } from '../patterns/event-count.ts'
import { tasksEnded } from '../patterns/task-counts.ts'

export const taskThroughput: Indicator = eventCount({
  name: 'task_throughput',
  help: 'Tasks that ended in a bucket, whatever the outcome.',
  nextActions: {
    level: 'Check the workers between {from} and {until} UTC: how many ran, and what each waited for.',
    slope: 'Check whether fewer tasks come since {day}, or whether each takes longer.',
    missing: 'Check that workers run: no task has ended.',
  },
  kind: 'task',
  of: tasksEnded,
  by: ['task_type'],
  stage: 'throughput',
  watchedByDefault: true,
  readsStarts: false,
})
