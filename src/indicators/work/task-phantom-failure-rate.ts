// The share of tasks whose work was done but that were recorded as failed, because recording it failed.
import type { Indicator } from '../indicator.ts'
import { outcomeShare } from '../patterns/outcome-share.ts'
import { tasksPhantom } from '../patterns/task-counts.ts'

export const taskPhantomFailureRate: Indicator = outcomeShare({
  name: 'task_phantom_failure_rate',
  help: 'Share of ended tasks recorded as failed although only the recording failed, not the work.',
  nextActions: {
    level:
      'Compare what the code writes when a task ends with the columns of the table: the work is done, recording it fails since {from} UTC.',
    slope:
      'Compare what the code writes when a task ends with the columns of the table: recording it fails more often since {day}.',
  },
  by: [],
  watchedByDefault: true,
  readsStarts: false,
  having: tasksPhantom,
})
