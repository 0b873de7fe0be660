// The share of tasks whose work was done but that were recorded as failed, because recording it failed.
import type { Indicator } from '../indicator.ts'
import { outcomeShare } from '../patterns/outcome-share.ts'
import { tasksPhantom } from '../patterns/task-counts.ts'

export const taskPhantomFailureRate: Indicator = outcomeShare({
  name: 'task_phantom_failure_rate',
  help: 'Share of ended tasks recorded as failed although only the recording failed, not the work.',
  by: [],
  watchedByDefault: true,
  readsStarts: false,
  having: tasksPhantom,
})
