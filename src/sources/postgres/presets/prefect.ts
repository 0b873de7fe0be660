// Prefect (Python): one row a run of a flow, and one a run of a task.
import { tableName } from '../connection/catalog.ts'
import type { TaskColumns } from '../mapping/mapping.ts'
import { has, inQuery, type Preset, tableOf } from './preset.ts'

const RUN = ['id', 'state_type', 'expected_start_time', 'start_time', 'end_time']

/**
 * The server writes the row of a task's run when it hears of it, by when the run may have ended: `created` may lie after the end.
 * When it was due is set once, before it starts, and has an index.
 */
const TIMES = {
  id: 'id',
  createdAt: 'expected_start_time',
  startedAt: 'start_time',
  completedAt: 'end_time',
  status: 'state_type',
} satisfies TaskColumns

const STATUSES = { completed: ['COMPLETED'], failed: ['FAILED', 'CRASHED', 'CANCELLED'] }

export const prefect: Preset = {
  name: 'Prefect',
  recognise(tables) {
    const taskRuns = tableOf(tables, 'task_run', [...RUN, 'task_key'])
    const flowRuns = tableOf(tables, 'flow_run', [...RUN, 'flow_id'])
    const flows = tableOf(tables, 'flow', ['id', 'name'])
    if (taskRuns === null || flowRuns === null || flows === null) return null
    const query = `SELECT r.id, f.name, r.expected_start_time, r.start_time, r.end_time, r.state_type
FROM ${inQuery(flowRuns)} r LEFT JOIN ${inQuery(flows)} f ON f.id = r.flow_id`
    return {
      version: has(taskRuns, 'labels') ? '3' : '3.1 or earlier',
      mappings: [
        {
          table: tableName(taskRuns),
          as: 'tasks',
          columns: { ...TIMES, type: 'task_key' },
          statuses: STATUSES,
        },
        {
          table: tableName(flowRuns),
          as: 'tasks',
          query,
          columns: { ...TIMES, type: 'name' },
          statuses: STATUSES,
        },
      ],
      owns: tables.filter(({ schema, name }) => schema === taskRuns.schema && OWN.test(name)),
      notes: [
        'a run begins when it is due; one that is retried is one task: it fails when its last attempt does',
        'Prefect keeps why a run failed in a document of its state, which is not read',
      ],
    }
  },
}

const OWN =
  /^(flow|task)(_run(_|$)|$)|^(agent|alembic_version|configuration|csrf_token|events?|event_resources|log|saved_search|variable|worker|composite_trigger_child_firing)$|^(artifact|automation|block_(document|schema|type)|concurrency_limit|deployment|work_(pool|queue))(_|$)/
