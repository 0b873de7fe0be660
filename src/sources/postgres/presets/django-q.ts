// Django Q, now Django Q2: one row a task, written when it has ended. What it calls the start is when the task was queued.
import { tableName } from '../connection/catalog.ts'
import { belonging, type Preset, tableOf } from './preset.ts'

export const djangoQ: Preset = {
  name: 'Django Q',
  recognise(tables) {
    const tasks = tableOf(tables, 'django_q_task', ['id', 'func', 'started', 'stopped', 'success'])
    if (tasks === null) return null
    return {
      version: '1',
      mappings: [
        {
          table: tableName(tasks),
          as: 'tasks',
          columns: {
            id: 'id',
            type: 'func',
            createdAt: 'started',
            completedAt: 'stopped',
            status: 'success',
          },
          statuses: { completed: ['true'], failed: ['false'] },
        },
      ],
      owns: belonging(tables, tasks, 'django_q_'),
      notes: [
        'a task has a row when it has ended: what waits or runs is not seen, and `started` is when it was queued',
        'it keeps the last 250 tasks that succeeded, unless `save_limit` says otherwise: of more within a tick the rest is not seen',
      ],
    }
  },
}
