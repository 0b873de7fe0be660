// pg-boss (Node.js): one row a job in a partitioned table; before version 11 finished jobs move to an archive.
import { type Relation, tableName } from '../connection/catalog.ts'
import { belonging, has, type Preset, tableOf } from './preset.ts'

export const pgBoss: Preset = {
  name: 'pg-boss',
  recognise(tables) {
    const current = tableOf(tables, 'job', [
      'id',
      'name',
      'state',
      'created_on',
      'started_on',
      'completed_on',
    ])
    const former = tableOf(tables, 'job', ['id', 'name', 'state', 'createdon', 'startedon', 'completedon'])
    const jobs = current ?? former
    const isBoss = (job: Relation): boolean =>
      tables.some(({ schema, name }) => schema === job.schema && name === 'version')
    if (jobs === null || !isBoss(jobs)) return null
    const archive = tables.find(({ schema, name }) => schema === jobs.schema && name === 'archive')
    const named = (one: string): string => (current === null ? one.replace('_', '') : one)
    return {
      version: current === null ? '9 or earlier' : archive === undefined ? '11 or later' : '10',
      mappings: [
        {
          table: tableName(jobs),
          as: 'tasks',
          ...(archive === undefined ? {} : { archive: tableName(archive) }),
          columns: {
            id: 'id',
            type: 'name',
            createdAt: named('created_on'),
            startedAt: named('started_on'),
            completedAt: named('completed_on'),
            status: 'state',
            ...(has(jobs, 'output') && { error: 'output.message' }),
          },
          statuses: { completed: ['completed'], failed: ['failed', 'cancelled', 'expired'] },
        },
      ],
      owns: belonging(tables, jobs).filter(({ name }) => OWN.test(name)),
      notes: ['a job that is retried is one task: it fails when its last attempt does'],
    }
  },
}

const OWN =
  /^(job|job_common|job_dependency|archive|version|queue|queue_stats|schedule|subscription|bam|warning|instance)$/
