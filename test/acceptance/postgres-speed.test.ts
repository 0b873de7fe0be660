// The first start must be quick even on an embedded database: 90,000 rows over the wire in a few seconds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../src/core/duration.ts'
import type { TableMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import { pgliteServers } from '../support/postgres/postgres.ts'
import {
  at,
  createLedger,
  pullAll,
  START,
  TASK_TABLE,
  TASKS,
  testSource,
} from '../support/postgres/postgres-source.ts'

const ROWS = 45_000
/** Far above the two to three seconds that it takes, so that a busy machine does not fail it. */
const SECONDS = 30

test('a backfill of 45,000 tasks and as many claims from an embedded database takes seconds', async t => {
  const server = pgliteServers()
  t.after(() => server.stop())
  const db = await server.create()
  const when = `${at(START - 80 * DAY)} + i * interval '150 seconds'`
  await db.sql(`${TASK_TABLE}
    INSERT INTO execution_tasks (task_id, type, status, metadata, created_at, completed_at)
      SELECT 'task-' || i, 'build', 'completed', '{"model": "aurora"}', ${when}, ${when} + interval '1 minute'
      FROM generate_series(1, ${ROWS}) AS i;
    CREATE TABLE claims (id serial PRIMARY KEY, p float8, made_at timestamptz, verified_at timestamptz, outcome boolean);
    CREATE INDEX ON claims (made_at);
    INSERT INTO claims (p, made_at, verified_at, outcome)
      SELECT 0.7, ${when}, CASE WHEN i % 3 = 0 THEN ${when} + interval '3 hours' END, CASE WHEN i % 3 = 0 THEN true END
      FROM generate_series(1, ${ROWS}) AS i`)
  const claims: TableMapping = {
    table: 'claims',
    as: 'claims',
    columns: { id: 'id', probability: 'p', madeAt: 'made_at', verifiedAt: 'verified_at', outcome: 'outcome' },
  }
  const { source, statements } = testSource(db.url, [TASKS, claims])
  const ledger = createLedger()
  const began = performance.now()
  await pullAll(source, ledger)
  const seconds = (performance.now() - began) / 1000
  t.diagnostic(`${seconds.toFixed(1)} s`)
  assert.equal(ledger.events.size, ROWS * 3 + ROWS / 3)
  // Each pull also asks the catalogue, in one statement, whether the tables still live.
  const reads = statements.filter(s => /FROM "public"/.test(s.text))
  t.diagnostic(`${reads.length} reads of the tables, ${statements.length} statements`)
  assert.ok(reads.length > 0 && reads.length < 50)
  assert.ok(statements.length < 2 * 50)
  assert.ok(seconds < SECONDS)
})
