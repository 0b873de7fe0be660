// River (Go): one row a job, with its three times and its state.
import { tableName } from '../connection/catalog.ts'
import { belonging, has, type Preset, tableOf } from './preset.ts'

export const river: Preset = {
  name: 'River',
  recognise(tables) {
    const jobs = tableOf(tables, 'river_job', [
      'id',
      'state',
      'kind',
      'created_at',
      'attempted_at',
      'finalized_at',
    ])
    if (jobs === null) return null
    return {
      version: has(jobs, 'unique_states') ? '0.12 or later' : 'before 0.12',
      mappings: [
        {
          table: tableName(jobs),
          as: 'tasks',
          columns: {
            id: 'id',
            type: 'kind',
            createdAt: 'created_at',
            startedAt: 'attempted_at',
            completedAt: 'finalized_at',
            status: 'state',
            error: 'errors',
          },
          statuses: { completed: ['completed'], failed: ['discarded', 'cancelled'] },
        },
      ],
      owns: belonging(tables, jobs, 'river_'),
      notes: ['a job that is retried is one task: it fails when its last attempt does'],
    }
  },
}
