// Hatchet: one row a task, whose start and end are events of its latest try.
import { tableName } from '../connection/catalog.ts'
import { belonging, inQuery, type Preset, tableOf } from './preset.ts'

const TASK = ['id', 'inserted_at', 'external_id', 'action_id', 'readable_status', 'latest_retry_count']
const EVENT = ['task_id', 'task_inserted_at', 'event_type', 'event_timestamp', 'retry_count', 'error_message']

export const hatchet: Preset = {
  name: 'Hatchet',
  recognise(tables) {
    const tasks = tableOf(tables, 'v1_tasks_olap', TASK)
    const events = tableOf(tables, 'v1_task_events_olap', EVENT)
    if (tasks === null || events === null) return null
    const query = `SELECT t.external_id AS id, t.action_id, t.inserted_at, e.started_at, e.error,
  CASE WHEN t.readable_status IN ('COMPLETED', 'FAILED', 'CANCELLED') THEN e.ended_at END AS ended_at,
  CASE WHEN t.readable_status IN ('COMPLETED', 'FAILED', 'CANCELLED') THEN t.readable_status::text ELSE 'running' END AS status
FROM ${inQuery(tasks)} t
LEFT JOIN LATERAL (
  SELECT max(v.event_timestamp) FILTER (WHERE v.event_type = 'STARTED') AS started_at, max(v.error_message) AS error,
    max(v.event_timestamp) FILTER (WHERE v.event_type IN ('FINISHED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'SCHEDULING_TIMED_OUT')) AS ended_at
  FROM ${inQuery(events)} v
  WHERE v.task_id = t.id AND v.task_inserted_at = t.inserted_at AND v.retry_count = t.latest_retry_count) e ON true`
    return {
      version: '1',
      mappings: [
        {
          table: tableName(tasks),
          as: 'tasks',
          query,
          columns: {
            id: 'id',
            type: 'action_id',
            createdAt: 'inserted_at',
            startedAt: 'started_at',
            completedAt: 'ended_at',
            status: 'status',
            error: 'error',
          },
          statuses: { completed: ['COMPLETED'], failed: ['FAILED', 'CANCELLED'] },
        },
      ],
      owns: belonging(tables, tasks).filter(({ name }) => OWN.test(name)),
      notes: ['a task that is retried is one: it fails when its last try does'],
    }
  },
}

/** Its first version called its tables by names with capitals. */
const OWN = /^(v1_|[A-Z]|goose_db_version$|_prisma_migrations$)/
