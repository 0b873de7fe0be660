// good_job (Ruby on Rails): one row a job, without a status; an error beside an end says that it failed.
import { tableName } from '../connection/catalog.ts'
import { belonging, has, type Preset, tableOf } from './preset.ts'

export const goodJob: Preset = {
  name: 'good_job',
  recognise(tables) {
    const jobs = tableOf(tables, 'good_jobs', ['id', 'created_at', 'performed_at', 'finished_at', 'error'])
    if (jobs === null) return null
    return {
      version: has(jobs, 'locked_by_id') ? '4 or later' : has(jobs, 'is_discrete') ? '3' : '2 or earlier',
      mappings: [
        {
          table: tableName(jobs),
          as: 'tasks',
          columns: {
            id: 'id',
            type: has(jobs, 'job_class') ? 'job_class' : 'serialized_params.job_class',
            createdAt: 'created_at',
            startedAt: 'performed_at',
            completedAt: 'finished_at',
            error: 'error',
          },
        },
      ],
      owns: belonging(tables, jobs, 'good_job'),
      notes: [],
    }
  },
}
