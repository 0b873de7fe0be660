import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import type { Session } from '../../../../../src/sources/postgres/connection/session.ts'
import { planTable } from '../../../../../src/sources/postgres/mapping/plan.ts'
import { filledFirst, sampleTasks } from '../../../../../src/sources/postgres/survey/sample.ts'
import { column, index, primary, table } from '../../../../support/postgres/postgres-relations.ts'

const JOBS = table(
  'jobs',
  [
    column('id', 'bigint'),
    column('kind', 'text'),
    column('state', 'text'),
    column('created_at', 'timestamp with time zone', { notNull: true }),
    column('begun_at', 'timestamp with time zone'),
    column('ended_at', 'timestamp with time zone'),
  ],
  [primary('id'), index('created_at')],
)
const MAPPING = {
  table: 'jobs',
  as: 'tasks',
  columns: {
    id: 'id',
    type: 'kind',
    createdAt: 'created_at',
    startedAt: 'begun_at',
    completedAt: 'ended_at',
    status: 'state',
  },
} as const

async function sampled(rows: number, cell: (role: string) => string | null) {
  const { plan } = planTable(MAPPING, JOBS)
  assert.ok(plan !== null)
  const row = plan.fields.map(({ role }) => cell(role))
  const session: Session = {
    read: async () => [Array.from({ length: rows }, () => row)],
    close: async () => undefined,
  }
  return sampleTasks(session, MAPPING, plan, JOBS)
}

describe('a sample of tasks', () => {
  test('leaves a column out that no row has filled, whatever it is called, and says so', async () => {
    const cell = (role: string) => (role === 'startedAt' ? null : 'x')
    const { mapping, missing } = await sampled(20, cell)
    assert.equal(mapping.columns.startedAt, undefined)
    assert.equal(mapping.columns.type, 'kind')
    assert.deepEqual(missing, ['begun_at is empty in the latest 20 rows: left out'])
  })

  test('says nothing of what is filled where there are few rows', async () => {
    const { mapping, missing } = await sampled(19, () => null)
    assert.deepEqual([mapping.columns.startedAt, missing], ['begun_at', []])
  })

  test('names the statuses that nobody understands', async () => {
    const { seen } = await sampled(3, role => (role === 'status' ? 'parked' : 'x'))
    assert.match(seen.join(' '), /statuses of the latest rows: parked 3/)
    assert.match(seen.join(' '), /not understood: parked/)
  })
})

test('tables that nobody has written to come last, those of a known platform and those that cannot be looked at do not', async () => {
  const bare = (name: string) => ({ ...JOBS, name, estimatedRows: 0 })
  const tables = ['bare', 'filled', 'known', 'hidden'].map(bare)
  const guesses = tables.map(({ name }) => ({
    mapping: { ...MAPPING, table: name },
    platform: name === 'known' ? 'River' : null,
  }))
  const session: Session = {
    read: async ([statement]) => {
      if (statement?.text.includes('hidden')) throw new DatabaseError('permission denied', 1, 'error')
      return [statement?.text.includes('filled') ? [['1']] : []]
    },
    close: async () => undefined,
  }
  assert.deepEqual(
    (await filledFirst(session, guesses, tables)).map(({ mapping }) => mapping.table),
    ['filled', 'known', 'hidden', 'bare'],
  )
})
