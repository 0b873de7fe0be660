// Oban (Elixir): one row a job; each way to end has a time of its own.
import { tableName } from '../connection/catalog.ts'
import { belonging, has, type Preset, tableOf } from './preset.ts'

export const oban: Preset = {
  name: 'Oban',
  recognise(tables) {
    const jobs = tableOf(tables, 'oban_jobs', [
      'id',
      'state',
      'worker',
      'inserted_at',
      'attempted_at',
      'completed_at',
    ])
    if (jobs === null) return null
    const ends = ['completed_at', 'discarded_at', 'cancelled_at'].filter(column => has(jobs, column))
    return {
      version: has(jobs, 'cancelled_at') ? '2.3 or later' : 'before 2.3',
      mappings: [
        {
          table: tableName(jobs),
          as: 'tasks',
          columns: {
            id: 'id',
            type: 'worker',
            createdAt: 'inserted_at',
            startedAt: 'attempted_at',
            completedAt: ends.length > 1 ? `coalesce(${ends.join(', ')})` : 'completed_at',
            status: 'state',
            error: 'errors',
          },
          statuses: { completed: ['completed'], failed: ['discarded', 'cancelled'] },
        },
      ],
      owns: belonging(tables, jobs, 'oban_'),
      notes: ['a job that is retried is one task: it fails when its last attempt does'],
    }
  },
}
