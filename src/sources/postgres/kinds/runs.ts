// Rows written when a task ends that know how long it ran: they tell when it started.
import type { TaskData } from '../../../events/event.ts'
import { attributes, type Identity } from '../mapping/identity.ts'
import type { RunsMapping } from '../mapping/mapping.ts'
import { NOTHING, type ReadRow } from '../reading/rows/row.ts'

/** @param tasksTable The table whose tasks the rows belong to. */
export function readRuns(mapping: RunsMapping, tasksTable: string, identity: Identity): ReadRow {
  return (row, rowKey) => {
    const id = row.required('taskId', row.id('taskId'))
    const finishedAt = row.required('finishedAt', row.time('finishedAt'))
    const duration = row.required('durationMs', row.number('durationMs'))
    if (id === null || finishedAt === null || duration === null) return NOTHING
    if (duration < 0) {
      row.refuse('durationMs', 'is a negative duration')
      return NOTHING
    }
    const at = Math.round(finishedAt - duration)
    if (!(at > 0)) {
      row.refuse('durationMs', 'is longer than any task can have run')
      return NOTHING
    }
    const type = row.text('type')
    const model = row.text('model')
    const variant = row.text('variant')
    const data: TaskData = {
      taskType: type ?? 'unknown',
      ...(model === null ? {} : { model }),
      ...(variant === null ? {} : { variant }),
    }
    const envelope = identity.envelope(mapping.table, rowKey, 'started', identity.subject(tasksTable, id), at)
    const labels = attributes({ 'slowburn.task_type': type, 'gen_ai.request.model': model })
    return { events: [{ ...envelope, attributes: labels, type: 'task.started', data }], state: 'settled' }
  }
}
