import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  describeInspection,
  type Inspection,
  inspectDatabase,
} from '../../../../../src/sources/postgres/survey/inspect.ts'
import { pgliteServers, type TestPostgres } from '../../../../support/postgres/postgres.ts'
import { table } from '../../../../support/postgres/postgres-relations.ts'
import { TASK_TABLE, TASKS } from '../../../../support/postgres/postgres-source.ts'

describe('an inspection', () => {
  let server: TestPostgres
  let found: Inspection
  before(async () => {
    server = pgliteServers()
    const db = await server.create()
    await db.sql(`${TASK_TABLE}
      CREATE TABLE claims (id serial PRIMARY KEY, made_at timestamptz, verified_at timestamptz, outcome boolean);
      INSERT INTO execution_tasks (task_id, status, metadata, error)
        SELECT i::text, CASE i WHEN 1 THEN 'parked' ELSE 'failed' END, '{"ai_model": "aurora"}',
          CASE i WHEN 2 THEN 'column "cost" of relation "execution_tasks" does not exist' END
        FROM generate_series(1, 3) i`)
    found = await inspectDatabase(db.url, new AbortController().signal)
  })
  after(() => server.stop())

  test('says what the latest tasks show: their statuses, their model, and failures only in being recorded', () => {
    const tasks = found.mappings[0]
    assert.equal(tasks?.mapping.table, 'execution_tasks')
    assert.deepEqual(tasks?.seen, [
      'statuses of the latest rows: failed 2, parked 1',
      'statuses not understood: parked. Put those that end a task into `statuses`',
      'phantom failures: 1 of the latest 3 tasks failed only in being recorded: the code writes cost, which does not exist',
      'metadata.ai_model names the model in 3 of the latest 3 rows',
    ])
  })

  test('says what a table lacks and what follows from that', () => {
    const claims = found.mappings.find(({ mapping }) => mapping.as === 'claims')
    assert.deepEqual(claims?.missing, [
      'no probability: each claim is taken to claim certainty',
      'no audit propensity: the gap between claimed and verified is given as bounds',
      'no index on made_at: rows are read in order of id instead',
    ])
  })
})

describe('the findings in words', () => {
  const empty: Inspection = {
    target: 'postgres://me@db/shop',
    server: '15.4',
    tables: [],
    more: false,
    mappings: [],
    zone: null,
  }

  test('say that nothing looks like tasks where nothing does', () => {
    assert.equal(
      describeInspection(empty),
      'postgres://me@db/shop (PostgreSQL 15.4): 0 tables and views\n\n' +
        'No table looks like one of tasks: it would need a status, a created_at and a completed_at.',
    )
  })

  test('name the tables of which nothing is known', () => {
    const tables = Array.from({ length: 22 }, (_, i) => ({ ...table(`t${i}`, [], []), oid: `${i}` }))
    const found = { ...empty, tables }
    assert.match(describeInspection(found), /^not mapped: t0, t1, .*, t19 and 2 more$/m)
    const owned = new Set(found.tables.slice(2))
    assert.match(describeInspection({ ...found, owned }), /^not mapped: t0, t1$/m)
  })

  test('say how sure they are, how large a table is, and what was found and is missing', () => {
    const more = {
      certain: false,
      platform: null,
      estimatedRows: 1_200,
      seen: ['a sign'],
      missing: ['a column'],
    }
    assert.equal(
      describeInspection({ ...empty, mappings: [{ mapping: TASKS, ...more }] }),
      'postgres://me@db/shop (PostgreSQL 15.4): 0 tables and views\n\n' +
        'execution_tasks: perhaps tasks (about 1200 rows)\n  found    a sign\n  missing  a column',
    )
  })
})
