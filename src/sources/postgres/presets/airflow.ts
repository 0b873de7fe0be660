// Apache Airflow: one row an instance of a task in a run; a retry writes over the row of the try before it.
import { tableName } from '../connection/catalog.ts'
import { has, inQuery, type Preset, tableOf } from './preset.ts'

const COLUMNS = ['dag_id', 'task_id', 'run_id', 'state', 'queued_dttm', 'start_date', 'end_date']

export const airflow: Preset = {
  name: 'Apache Airflow',
  recognise(tables) {
    const instances = tableOf(tables, 'task_instance', COLUMNS)
    if (instances === null) return null
    const parts = ['dag_id', 'task_id', 'run_id', ...(has(instances, 'map_index') ? ['map_index'] : [])]
    const query = `SELECT ${parts.map(part => `t.${part}`).join(` || '/' || `)} AS id, t.dag_id || '.' || t.task_id AS type,
  coalesce(t.queued_dttm, t.start_date) AS created_at, t.start_date AS started_at,
  CASE WHEN t.state IN ('success', 'failed') THEN t.end_date END AS ended_at,
  CASE WHEN t.state IN ('success', 'failed') THEN t.state ELSE 'running' END AS status
FROM ${inQuery(instances)} t
WHERE coalesce(t.queued_dttm, t.start_date) IS NOT NULL
  AND coalesce(t.state, '') NOT IN ('skipped', 'upstream_failed', 'removed')`
    return {
      version: has(instances, 'dag_version_id') ? '3' : '2',
      mappings: [
        {
          table: tableName(instances),
          as: 'tasks',
          query,
          columns: {
            id: 'id',
            type: 'type',
            createdAt: 'created_at',
            startedAt: 'started_at',
            completedAt: 'ended_at',
            status: 'status',
          },
          statuses: { completed: ['success'], failed: ['failed'] },
        },
      ],
      owns: tables.filter(({ schema, name }) => schema === instances.schema && OWN.test(name)),
      notes: [
        'instances that were skipped, removed or failed by what was before them did no work and are left out',
        'Airflow keeps errors in its logs, not in its database',
      ],
    }
  },
}

const OWN =
  /^(dag|task|ab_|log$|log_|job$|xcom$|slot_pool$|sla_miss$|import_error|trigger|rendered_|serialized_dag|session$|variable$|connection$|callback_request|alembic_version)/
