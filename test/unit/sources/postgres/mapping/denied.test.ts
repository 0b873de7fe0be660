import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TasksMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { planTable } from '../../../../../src/sources/postgres/mapping/plan.ts'
import { column, index, primary, table } from '../../../../support/postgres/postgres-relations.ts'

const TASKS: TasksMapping = {
  table: 'jobs',
  as: 'tasks',
  columns: {
    id: 'id',
    createdAt: 'created_at',
    completedAt: 'completed_at',
    status: 'status',
    error: 'error',
  },
}
const COLUMNS = [
  column('id', 'integer', { notNull: true }),
  column('created_at', 'timestamp with time zone', { notNull: true }),
  column('completed_at', 'timestamp with time zone'),
  column('status', 'text'),
  column('error', 'text'),
]
const JOBS = table('jobs', COLUMNS, [primary('id'), index('created_at')])

/** What is wrong where these columns may not be read; null: none may. */
function problems(hidden: readonly string[] | null): string[] {
  const columns = COLUMNS.map(one => ({
    ...one,
    readable: hidden !== null && !hidden.includes(one.name),
  }))
  return planTable(TASKS, { ...JOBS, columns }).problems.map(({ where, message }) => `${where}: ${message}`)
}

describe('a grant that is missing', () => {
  test('is one problem of the table, where none of its columns may be read', () => {
    assert.deepEqual(problems(null), ['jobs: the user may not read it; the table is not read'])
  })

  test('is one problem of the columns that may not be read', () => {
    assert.deepEqual(problems(['error']), ['jobs.error: the user may not read column error; it is left out'])
    const [two, ...more] = problems(['status', 'created_at'])
    assert.match(two ?? '', /^jobs: the user may not read the columns .*; the table is not read$/)
    assert.deepEqual(more, [])
  })
})
