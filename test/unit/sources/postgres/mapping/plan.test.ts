import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UTC_CLOCK } from '../../../../../src/sources/postgres/connection/wall-clock.ts'
import { ZONELESS } from '../../../../../src/sources/postgres/mapping/expression.ts'
import type { TasksMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { planTable } from '../../../../../src/sources/postgres/mapping/plan.ts'
import { column, index, primary, table } from '../../../../support/postgres/postgres-relations.ts'

const TASKS: TasksMapping = {
  table: 'jobs',
  as: 'tasks',
  columns: { id: 'id', createdAt: 'created_at', completedAt: 'completed_at', status: 'status' },
}
const COLUMNS = [
  column('id', 'integer', { notNull: true }),
  column('created_at', 'timestamp with time zone', { notNull: true }),
  column('completed_at', 'timestamp with time zone'),
  column('status', 'text'),
  column('metadata', 'jsonb'),
]
const JOBS = table('jobs', COLUMNS, [primary('id'), index('created_at')])
const messages = (...args: Parameters<typeof planTable>) =>
  planTable(...args).problems.map(({ where, message }) => `${where}: ${message}`)

describe('the plan of a table', () => {
  test('reads it in the order of its time, and finds a row again by its key', () => {
    const { plan, problems } = planTable(TASKS, JOBS)
    assert.deepEqual(problems, [])
    assert.deepEqual(plan?.order, {
      column: 'created_at',
      sql: 't."created_at"',
      type: 'timestamp with time zone',
      unit: 'time',
      clock: UTC_CLOCK,
      role: 'createdAt',
    })
    assert.deepEqual(plan?.key, [{ sql: 't."id"', type: 'integer' }])
    assert.equal(plan?.relation, '"public"."jobs" AS t')
    assert.equal(plan?.hidden, false)
  })

  test('says that nobody has said in which zone its times are, until somebody has', () => {
    const columns = COLUMNS.map(one => (one.name.endsWith('_at') ? { ...one, type: ZONELESS } : one))
    const [problem, ...others] = planTable(TASKS, { ...JOBS, columns }).problems
    assert.deepEqual(others, [])
    assert.match(problem?.message ?? '', /^its times have no zone \(created_at, completed_at\)/)
    const { plan, problems } = planTable(TASKS, { ...JOBS, columns }, 'Europe/Berlin')
    assert.deepEqual(problems, [])
    assert.equal(plan?.order.clock, plan?.clock)
    assert.equal(plan?.clock.momentOf(Date.UTC(2026, 6, 1, 12)), Date.UTC(2026, 6, 1, 10))
  })

  test('goes by a key that only grows where no index serves the time', () => {
    const { plan } = planTable(TASKS, { ...JOBS, indexes: [primary('id')] })
    assert.deepEqual([plan?.order.column, plan?.order.unit], ['id', 'serial'])
  })

  test('takes rows that always have an end by their ends', () => {
    const ended = COLUMNS.map(one => (one.name === 'completed_at' ? { ...one, notNull: true } : one))
    const indexes = [primary('id'), index('created_at'), index('completed_at')]
    assert.equal(planTable(TASKS, table('jobs', ended, indexes)).plan?.order.role, 'completedAt')
    assert.equal(planTable(TASKS, { ...JOBS, indexes }).plan?.order.role, 'createdAt')
  })

  test('reads a path into a JSON column, with its quotes escaped', () => {
    const mapping = { ...TASKS, columns: { ...TASKS.columns, model: "metadata.it's.model" } }
    const field = planTable(mapping, JOBS).plan?.fields.find(({ role }) => role === 'model')
    assert.equal(field?.sql, `left((t."metadata" #>> ARRAY['it''s', 'model']), 200)`)
  })

  test('is about the whole key of a row where its id is only part of it', () => {
    const keyed = (...key: string[]) => [primary(...key), index('created_at')]
    assert.equal(planTable(TASKS, { ...JOBS, indexes: keyed('id', 'created_at') }).plan?.entity, 'key')
    assert.equal(planTable(TASKS, { ...JOBS, indexes: keyed('id', 'status') }).plan?.entity, 'id')
    assert.equal(planTable(TASKS, JOBS).plan?.entity, 'id')
  })
})

describe('what is wrong with a mapping', () => {
  test('is said of a table that is not there', () => {
    assert.deepEqual(messages(TASKS, undefined), ['jobs: there is no such table or view'])
  })

  test('leaves out what nothing depends on, and does not read on without the rest', () => {
    const lost = planTable({ ...TASKS, columns: { ...TASKS.columns, error: 'oops' } }, JOBS)
    assert.ok(lost.plan !== null)
    assert.equal(lost.problems[0]?.message, 'the column does not exist; it is left out')
    const mapping = { ...TASKS, columns: { ...TASKS.columns, status: 'stat' } }
    assert.equal(planTable(mapping, JOBS).plan, null)
    assert.equal(planTable(mapping, JOBS).problems[0]?.remedy, 'Correct the mapping; the table has status')
  })

  test('is a time that is no timestamp', () => {
    const mapping = { ...TASKS, columns: { ...TASKS.columns, completedAt: 'status' } }
    assert.deepEqual(messages(mapping, JOBS), [
      'jobs.status: the column is of type text, not a timestamp; the table is not read',
    ])
  })

  test('is a column that the user may not read, with the grant that mends it', () => {
    const columns = COLUMNS.map(one => (one.name === 'status' ? { ...one, readable: false } : one))
    const [problem] = planTable(TASKS, { ...JOBS, columns, user: 'Read Er' }).problems
    assert.match(problem?.message ?? '', /may not read column status/)
    assert.equal(
      problem?.remedy,
      'GRANT USAGE ON SCHEMA public TO "Read Er"; GRANT SELECT ON public.jobs TO "Read Er"',
    )
  })

  test('is a table that only a whole scan could read, with the index that mends it', () => {
    const columns = COLUMNS.map(one => (one.name === 'id' ? { ...one, type: 'uuid' } : one))
    const unordered = { ...table('jobs', columns, [primary('id')]), estimatedRows: 1e6 }
    const remedy = (of: typeof unordered) => planTable(TASKS, of).problems[0]?.remedy
    assert.equal(remedy(unordered), 'CREATE INDEX CONCURRENTLY ON public.jobs (created_at)')
    assert.equal(remedy({ ...unordered, partitioned: true }), 'CREATE INDEX ON public.jobs (created_at)')
  })

  test('is a table whose rows cannot be found again', () => {
    const { plan, problems } = planTable(TASKS, {
      ...JOBS,
      indexes: [index('created_at')],
      estimatedRows: 1e6,
    })
    assert.equal(plan, null)
    assert.equal(problems[0]?.remedy, 'CREATE UNIQUE INDEX CONCURRENTLY ON public.jobs (id)')
  })
})
