// Procrastinate (Python): a job has a status and no time; its events have the times.
import { tableName } from '../connection/catalog.ts'
import { belonging, inQuery, type Preset, tableOf } from './preset.ts'

export const procrastinate: Preset = {
  name: 'Procrastinate',
  recognise(tables) {
    const jobs = tableOf(tables, 'procrastinate_jobs', ['id', 'task_name', 'status'])
    const events = tableOf(tables, 'procrastinate_events', ['job_id', 'type', 'at'])
    if (jobs === null || events === null) return null
    const query = `SELECT j.id, j.task_name, j.status::text AS status, e.created_at, e.started_at,
  CASE WHEN j.status::text IN ('succeeded', 'failed', 'cancelled', 'aborted') THEN e.ended_at END AS ended_at
FROM ${inQuery(jobs)} j
CROSS JOIN LATERAL (
  SELECT min(at) AS created_at, max(at) FILTER (WHERE type::text = 'started') AS started_at,
    max(at) FILTER (WHERE type::text IN ('succeeded', 'failed', 'cancelled', 'aborted')) AS ended_at
  FROM ${inQuery(events)} WHERE job_id = j.id) e
WHERE e.created_at IS NOT NULL`
    return {
      version: tables.some(({ name }) => name === 'procrastinate_workers') ? '3' : '2 or earlier',
      mappings: [
        {
          table: tableName(jobs),
          as: 'tasks',
          query,
          columns: {
            id: 'id',
            type: 'task_name',
            createdAt: 'created_at',
            startedAt: 'started_at',
            completedAt: 'ended_at',
            status: 'status',
          },
          statuses: { completed: ['succeeded'], failed: ['failed', 'cancelled', 'aborted'] },
        },
      ],
      owns: belonging(tables, jobs, 'procrastinate_'),
      notes: ['Procrastinate keeps no error: why a task failed is in the logs of its worker'],
    }
  },
}
