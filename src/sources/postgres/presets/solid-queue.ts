// Solid Queue (Ruby on Rails): a job that fails stays unfinished, and stands in a table of its own; so does one that is run.
import { tableName } from '../connection/catalog.ts'
import { belonging, inQuery, type Preset, tableOf } from './preset.ts'

export const solidQueue: Preset = {
  name: 'Solid Queue',
  recognise(tables) {
    const jobs = tableOf(tables, 'solid_queue_jobs', ['id', 'class_name', 'created_at', 'finished_at'])
    const failed = tableOf(tables, 'solid_queue_failed_executions', ['job_id', 'error', 'created_at'])
    const claimed = tableOf(tables, 'solid_queue_claimed_executions', ['job_id', 'created_at'])
    if (jobs === null || failed === null || claimed === null) return null
    const query = `SELECT j.id, j.class_name, j.created_at, c.created_at AS started_at,
  coalesce(j.finished_at, f.created_at) AS ended_at,
  CASE WHEN j.finished_at IS NOT NULL THEN 'completed' WHEN f.job_id IS NOT NULL THEN 'failed'
    WHEN c.job_id IS NOT NULL THEN 'running' ELSE 'queued' END AS status, f.error
FROM ${inQuery(jobs)} j
LEFT JOIN ${inQuery(failed)} f ON f.job_id = j.id
LEFT JOIN ${inQuery(claimed)} c ON c.job_id = j.id`
    return {
      version: '1',
      mappings: [
        {
          table: tableName(jobs),
          as: 'tasks',
          query,
          columns: {
            id: 'id',
            type: 'class_name',
            createdAt: 'created_at',
            startedAt: 'started_at',
            completedAt: 'ended_at',
            status: 'status',
            error: 'error',
          },
          statuses: { completed: ['completed'], failed: ['failed'] },
        },
      ],
      owns: belonging(tables, jobs, 'solid_queue_'),
      notes: [
        'when a job began is known only while it runs: of jobs that take less than a tick there is no run time',
        'a failed job that is retried by hand is open again',
      ],
    }
  },
}
