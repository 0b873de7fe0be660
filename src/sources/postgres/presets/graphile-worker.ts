// Graphile Worker (Node.js): a job that is done is deleted; one that has failed for good stays, out of attempts.
import { type Relation, tableName } from '../connection/catalog.ts'
import { belonging, inQuery, type Preset, tableOf } from './preset.ts'

const COLUMNS = ['id', 'attempts', 'max_attempts', 'last_error', 'created_at', 'updated_at', 'locked_at']

export const graphileWorker: Preset = {
  name: 'Graphile Worker',
  recognise(tables) {
    const jobs = tableOf(tables, '_private_jobs', [...COLUMNS, 'task_id'])
    const tasks = tableOf(tables, '_private_tasks', ['id', 'identifier'])
    const former = tableOf(tables, 'jobs', [...COLUMNS, 'task_identifier'])
    if (jobs !== null && tasks !== null) {
      const from = `${inQuery(jobs)} j JOIN ${inQuery(tasks)} t ON t.id = j.task_id`
      return recognised('0.14 or later', jobs, queryOf('t.identifier', from), tables)
    }
    if (former === null) return null
    return recognised('before 0.14', former, queryOf('j.task_identifier', `${inQuery(former)} j`), tables)
  },
}

function recognised(version: string, jobs: Relation, query: string, tables: readonly Relation[]) {
  return {
    version,
    mappings: [
      {
        table: tableName(jobs),
        as: 'tasks' as const,
        query,
        columns: {
          id: 'id',
          type: 'identifier',
          createdAt: 'created_at',
          startedAt: 'locked_at',
          completedAt: 'ended_at',
          status: 'status',
          error: 'last_error',
        },
        statuses: { completed: [NEVER], failed: ['failed'] },
        deleted: 'completed' as const,
      },
    ],
    owns: belonging(tables, jobs).filter(({ name }) => OWN.test(name)),
    notes: [
      'a job that is done is deleted at once: polling sees what waits and what failed for good, and not how long work took; ' +
        'write `follow: replication`, which sees deletions',
    ],
  }
}

const OWN = /^(_private_|jobs$|job_queues$|tasks$|known_crontabs$|migrations$)/

/** No row that is still there is of a job that was done. */
const NEVER = 'completed'

function queryOf(identifier: string, from: string): string {
  return `SELECT j.id, ${identifier} AS identifier, j.created_at, j.locked_at, j.last_error,
  CASE WHEN j.attempts >= j.max_attempts AND j.locked_at IS NULL THEN j.updated_at END AS ended_at,
  CASE WHEN j.attempts >= j.max_attempts AND j.locked_at IS NULL THEN 'failed'
    WHEN j.locked_at IS NOT NULL THEN 'running' ELSE 'queued' END AS status
FROM ${from}`
}
