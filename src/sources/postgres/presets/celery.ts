// Celery: one row a result, in the table of its own backend or in that of django-celery-results. Neither says when a task was queued.
import { type Relation, tableName } from '../connection/catalog.ts'
import type { TaskColumns, TaskStatuses } from '../mapping/mapping.ts'
import { belonging, has, type Preset, type Recognised, tableOf } from './preset.ts'

const STATUSES: TaskStatuses = { completed: ['SUCCESS'], failed: ['FAILURE', 'REVOKED'] }

export const celery: Preset = {
  name: 'Celery',
  recognise(tables) {
    const own = tableOf(tables, 'celery_taskmeta', ['task_id', 'status', 'date_done', 'traceback'])
    if (own !== null) return ofBackend(tables, own)
    const django = tableOf(tables, 'django_celery_results_taskresult', ['task_id', 'status', 'date_done'])
    return django === null ? null : ofDjango(tables, django)
  },
}

const ONLY_ENDS = 'results say when a task ended, not when it was queued: it is seen when it has ended'

function ofBackend(tables: readonly Relation[], results: Relation): Recognised {
  const isExtended = has(results, 'name')
  return recognised(results, isExtended ? 'extended results' : 'plain results', {
    columns: { id: 'task_id', ...(isExtended ? { type: 'name' } : {}) },
    owns: belonging(tables, results, 'celery_'),
    notes: [
      ONLY_ENDS,
      ...(isExtended
        ? ['names of tasks are there if `result_extended` is set']
        : ['no names of tasks: set `result_extended`']),
    ],
  })
}

function ofDjango(tables: readonly Relation[], results: Relation): Recognised {
  const hasStart = has(results, 'date_started')
  return recognised(results, hasStart ? 'django-celery-results 2.6 or later' : 'django-celery-results', {
    columns: {
      id: 'task_id',
      // Its `date_created` is when the result was written, and not left out by mistake.
      createdAt: 'date_done',
      ...(has(results, 'task_name') ? { type: 'task_name' } : {}),
      ...(hasStart ? { startedAt: 'date_started' } : {}),
    },
    owns: belonging(tables, results, 'django_celery_results_'),
    notes: [
      ONLY_ENDS,
      hasStart ? 'when it began is there if `task_track_started` is set' : 'no time of begin',
    ],
  })
}

interface Known {
  columns: Omit<TaskColumns, 'completedAt'>
  owns: readonly Relation[]
  notes: readonly string[]
}

function recognised(results: Relation, version: string, { columns, owns, notes }: Known): Recognised {
  return {
    version,
    mappings: [
      {
        table: tableName(results),
        as: 'tasks',
        columns: { ...columns, completedAt: 'date_done', status: 'status', error: 'traceback' },
        statuses: STATUSES,
      },
    ],
    owns,
    notes,
  }
}
