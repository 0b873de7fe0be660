// Several tables of one kind in one source: told apart, from their rows to their series.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MINUTE } from '../../src/core/duration.ts'
import { makePlan } from '../../src/pipeline/plan.ts'
import type { TasksMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import { startPostgres, type TestDatabase, type TestPostgres } from '../support/postgres/postgres.ts'
import { at, createLedger, pullAll, START, testSource } from '../support/postgres/postgres-source.ts'

let server: TestPostgres
let db: TestDatabase
before(async () => {
  server = await startPostgres()
  db = await server.create()
})
after(() => server.stop())

const mapping = (table: string): TasksMapping => ({
  table,
  as: 'tasks',
  columns: { id: 'id', createdAt: 'created_at', completedAt: 'completed_at', status: 'status' },
})

test('two tables of tasks are told apart: their events name their table, and each has series of its own', async () => {
  await db.sql(`CREATE TABLE emails (id int PRIMARY KEY, status text, created_at timestamptz NOT NULL, completed_at timestamptz); CREATE INDEX ON emails (created_at);
    CREATE TABLE imports (id int PRIMARY KEY, status text, created_at timestamptz NOT NULL, completed_at timestamptz); CREATE INDEX ON imports (created_at);
    INSERT INTO emails VALUES (1, 'completed', ${at(START - MINUTE)}, ${at(START)});
    INSERT INTO imports VALUES (1, 'completed', ${at(START - MINUTE)}, ${at(START)})`)
  const { source } = testSource(db.url, [mapping('emails'), mapping('imports')])
  const ledger = createLedger()
  await pullAll(source, ledger)
  const tables = [...ledger.events.values()].map(({ data }) => ('table' in data ? data.table : null))
  assert.deepEqual(tables.sort(), ['emails', 'emails', 'imports', 'imports'])
  const { indicators } = makePlan({ indicators: {} }, [source])
  const by = indicators.find(({ indicator }) => indicator.name === 'task_throughput')?.by
  assert.equal(by?.[0], 'table')
  const alone = testSource(db.url, [mapping('emails')]).source
  assert.ok(makePlan({ indicators: {} }, [alone]).indicators.every(one => !one.by.includes('table')))
})
