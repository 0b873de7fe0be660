// The share of tasks whose work failed. A phantom failure is not one: its work was done.
import type { Indicator } from '../indicator.ts'
import { outcomeShare } from '../patterns/outcome-share.ts'
import { tasksFailed } from '../patterns/task-counts.ts'

export const taskFailureRate: Indicator = outcomeShare({
  name: 'task_failure_rate',
  help: 'Share of ended tasks whose work failed; phantom failures count as ended, not as failed.',
  nextActions: {
    level: 'Group the error texts of the failures since {from} UTC: one text is one cause.',
    slope: 'Group the error texts of the failures since {day}: see which of them grows.',
  },
  by: ['task_type'],
  stage: 'failures',
  watchedByDefault: true,
  readsStarts: false,
  having: tasksFailed,
})
