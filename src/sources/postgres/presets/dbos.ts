// DBOS: one row a workflow, whose times are milliseconds since 1970.
import { tableName } from '../connection/catalog.ts'
import { belonging, has, type Preset, tableOf } from './preset.ts'

const COLUMNS = ['workflow_uuid', 'status', 'name', 'created_at', 'updated_at']

export const dbos: Preset = {
  name: 'DBOS',
  recognise(tables) {
    const workflows = tableOf(tables, 'workflow_status', COLUMNS)
    if (workflows === null) return null
    const saysEnd = has(workflows, 'completed_at')
    return {
      version: saysEnd ? 'with times of the end' : 'without times of the end',
      mappings: [
        {
          table: tableName(workflows),
          as: 'tasks',
          columns: {
            id: 'workflow_uuid',
            type: 'name',
            createdAt: 'epoch_ms(created_at)',
            ...(has(workflows, 'started_at_epoch_ms') ? { startedAt: 'epoch_ms(started_at_epoch_ms)' } : {}),
            // Its rows change no more once a workflow has ended.
            completedAt: saysEnd ? 'epoch_ms(completed_at)' : 'epoch_ms(updated_at)',
            ...(saysEnd ? { updatedAt: 'epoch_ms(updated_at)' } : {}),
            status: 'status',
            error: 'error',
          },
          statuses: {
            completed: ['SUCCESS'],
            failed: ['ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED', 'RETRIES_EXCEEDED', 'CANCELLED'],
          },
        },
      ],
      owns: belonging(tables, workflows),
      notes: ['a workflow that waits in no queue has no time of its begin but that of its creation'],
    }
  },
}
