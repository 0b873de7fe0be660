// Temporal: one row a run of a workflow in its visibility store, whose status is a number.
import { tableName } from '../connection/catalog.ts'
import { belonging, type Preset, tableOf } from './preset.ts'

const COLUMNS = ['namespace_id', 'run_id', 'start_time', 'close_time', 'status', 'workflow_type_name']
/** As its enum of the status of executions numbers them: completed, continued as new; failed, canceled, terminated, timed out. */
const STATUSES = { completed: ['2', '6'], failed: ['3', '4', '5', '7'] }

export const temporal: Preset = {
  name: 'Temporal',
  recognise(tables) {
    const runs = tableOf(tables, 'executions_visibility', COLUMNS)
    if (runs === null) return null
    return {
      version: 'visibility in PostgreSQL',
      mappings: [
        {
          table: tableName(runs),
          as: 'tasks',
          columns: {
            id: 'run_id',
            type: 'workflow_type_name',
            createdAt: 'start_time',
            completedAt: 'close_time',
            status: 'status',
          },
          statuses: STATUSES,
        },
      ],
      owns: belonging(tables, runs).filter(({ name }) => OWN.test(name)),
      notes: [
        'a run that is continued as new is completed, and goes on as another',
        'errors are in the history of a run, which its visibility does not have',
      ],
    }
  },
}

const OWN =
  /^(executions_visibility|custom_search_attributes|chasm_search_attributes|schema_(version|update_history))$/
