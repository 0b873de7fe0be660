// What `slowburn init` finds in a database, and the configuration that it writes.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { parseConfig } from '../../src/config/load.ts'
import { describeInspection, inspectDatabase } from '../../src/sources/postgres/survey/inspect.ts'
import { renderConfig } from '../../src/sources/postgres/survey/render-config.ts'
import { startPostgres, type TestDatabase, type TestPostgres } from '../support/postgres/postgres.ts'
import { at, START, TASK_TABLE, testSource } from '../support/postgres/postgres-source.ts'

const GOLDEN = join(import.meta.dirname, '../golden/sources')

const PLATFORM = `${TASK_TABLE}
  CREATE TABLE ai_performance (id serial PRIMARY KEY, ai_member varchar, task_id text, task_type varchar,
    duration_ms integer, tokens_used integer, cost numeric, accuracy numeric, success boolean,
    created_at timestamptz);
  CREATE TABLE claims (id serial PRIMARY KEY, claim_type varchar, probability float8, made_at timestamptz,
    verified_at timestamptz, outcome boolean);
  CREATE INDEX ON claims (made_at);
  CREATE TABLE roi_tracker (id serial PRIMARY KEY, category varchar, projected_amount numeric,
    realised_amount numeric, spent_at timestamptz, realised_at timestamptz, written_off_at timestamptz);
  CREATE INDEX ON roi_tracker (spent_at);
  CREATE TABLE financial_ledger (tx_id text PRIMARY KEY, type varchar, amount numeric, category varchar,
    external_id text, created_at timestamptz);
  CREATE INDEX ON financial_ledger (created_at);
  CREATE TABLE income_drones (id serial PRIMARY KEY, projected_revenue numeric, actual_revenue numeric,
    expected_revenue numeric, created_at timestamptz);
  CREATE TABLE deployments (id serial PRIMARY KEY, version varchar, service varchar, environment varchar,
    status varchar, created_at timestamptz, deployed_at timestamptz);
  CREATE TABLE audit_log (id bigserial PRIMARY KEY, note text, created_at timestamp);
  CREATE TABLE users (id uuid PRIMARY KEY, email text);
  INSERT INTO execution_tasks (task_id, type, status, metadata, error, created_at, completed_at)
    SELECT 'task-' || i, 'build', CASE WHEN i % 4 = 0 THEN 'failed' WHEN i = 1 THEN 'parked' ELSE 'completed' END,
      '{"model": "aurora"}',
      CASE WHEN i % 4 = 0 THEN 'column "ai_model" of relation "execution_tasks" does not exist' END,
      ${at(START)} - i * interval '1 minute', ${at(START)}
    FROM generate_series(1, 200) AS i;
  ANALYZE`

let server: TestPostgres
let db: TestDatabase
before(async () => {
  server = await startPostgres()
})
after(() => server.stop())
beforeEach(async () => {
  db = await server.create()
})
afterEach(() => db.drop())

describe('an inspection', () => {
  test('of the archetype recognises its tables and says what is missing', async () => {
    await db.sql(PLATFORM)
    const inspection = await inspectDatabase(db.url, new AbortController().signal)
    const stable = { ...inspection, target: 'postgres://reader@db.example:5432/platform', server: '18' }
    compare('inspection.txt', `${describeInspection(stable)}\n`)
    compare('slowburn.yml', renderConfig(stable))
  })

  test('leads to a configuration that is valid and in which the check finds no fault', async () => {
    await db.sql(PLATFORM)
    const text = renderConfig(await inspectDatabase(db.url, new AbortController().signal))
    assert.ok(!text.includes(db.url))
    const [source] = parseConfig(text, { DATABASE_URL: db.url }).sources
    assert.ok(source?.type === 'postgres')
    assert.deepEqual(await testSource(db.url, source.tables).source.check(new AbortController().signal), [])
  })

  test('of a table whose model nobody names leaves the model out', async () => {
    await db.sql(
      `${TASK_TABLE} INSERT INTO execution_tasks (task_id, metadata) VALUES ('a', '{"retries": 1}')`,
    )
    const { mappings } = await inspectDatabase(db.url, new AbortController().signal)
    assert.ok(mappings[0]?.mapping.as === 'tasks')
    assert.equal(mappings[0].mapping.columns.model, undefined)
    assert.match(mappings[0].missing.join('\n'), /run time is reconstructed if you declare `concurrency: 1`/)
  })

  test('names a table that is empty after those that are in use, and reads a truth value as an outcome', async () => {
    const columns =
      'id serial PRIMARY KEY, func text, queued timestamptz, stopped timestamptz, success boolean'
    await db.sql(`CREATE TABLE a_tasks (${columns}); CREATE TABLE b_tasks (${columns});
      INSERT INTO b_tasks (func, queued, stopped, success)
        SELECT 'build', ${at(START)}, ${at(START)} + interval '5 s', i % 4 > 0 FROM generate_series(1, 40) AS i`)
    const inspection = await inspectDatabase(db.url, new AbortController().signal)
    const tables = inspection.mappings.map(({ mapping, certain }) => [mapping.table, mapping.as, certain])
    assert.deepEqual(tables, [
      ['b_tasks', 'tasks', true],
      ['a_tasks', 'tasks', true],
    ])
    const text = renderConfig(inspection)
    assert.match(text, /completed: \["true"\]/)
    const [source] = parseConfig(text, { DATABASE_URL: db.url }).sources
    assert.ok(source?.type === 'postgres')
    assert.deepEqual(await testSource(db.url, source.tables).source.check(new AbortController().signal), [])
  })

  test('of an empty database says what it looked for', async () => {
    const inspection = await inspectDatabase(db.url, new AbortController().signal)
    assert.match(describeInspection(inspection), /No table looks like one of tasks/)
    assert.match(renderConfig(inspection), /tables: \[\]/)
  })

  test('writes nothing', async () => {
    await db.sql(PLATFORM)
    const count = `SELECT count(*)::text AS n, md5(string_agg(t::text, '' ORDER BY id)) AS digest FROM execution_tasks AS t`
    const untouched = await db.sql(count)
    await inspectDatabase(db.url, new AbortController().signal)
    assert.deepEqual(await db.sql(count), untouched)
  })
})

function compare(name: string, text: string): void {
  const file = join(GOLDEN, name)
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text)
  assert.equal(text, readFileSync(file, 'utf8'))
}
