// What the source does about databases and rows that are not as they should be: says so, and goes on.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import type { TableMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import type { Batch } from '../../src/sources/source.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import {
  at,
  createLedger,
  pullAll,
  refusals,
  START,
  standing,
  TASK_TABLE,
  TASKS,
  testSource,
} from '../support/postgres/postgres-source.ts'
import { LEDGER, LEDGER_TABLE } from '../support/postgres/sample-rows.ts'

const db = databaseForEachTest()

describe('a table that is missing', () => {
  test('is a problem while it lasts and does not stop the others', async () => {
    await db.sql(LEDGER_TABLE)
    const { source } = testSource(db.url, [TASKS, LEDGER])
    const ledger = createLedger()
    const batches = await pullAll(source, ledger)
    assert.deepEqual(standing(batches), [
      {
        where: 'execution_tasks',
        message: 'there is no such table or view',
        remedy:
          'Correct `table`, write it as schema.table, let the user see its schema (GRANT USAGE ON SCHEMA), or remove the entry',
        refused: 0,
        costs: { kind: 'task', lacks: null },
        blind: { table: 'execution_tasks', since: START, lastRow: null },
      },
    ])
    assert.deepEqual(standing(await pullAll(source, ledger)), standing(batches))
    assert.equal(batches.at(-1)?.completeUpTo, START - 2 * MINUTE)
    assert.deepEqual([...ledger.events.keys()], ['platform:ledger:1:money in'])
    await db.sql(TASK_TABLE)
    await db.sql(`INSERT INTO execution_tasks (task_id, created_at) VALUES ('a', ${at(START - HOUR)})`)
    assert.deepEqual(standing(await pullAll(source, ledger)), [])
    assert.equal(ledger.events.size, 2)
  })
})

describe('a column that is missing', () => {
  test('leaves out only what depends on it', async () => {
    await db.sql(
      `${TASK_TABLE} INSERT INTO execution_tasks (task_id, type, created_at) VALUES ('a', 'x', ${at(START - 1)})`,
    )
    const mapping: TableMapping = {
      ...TASKS,
      columns: { ...TASKS.columns, model: 'ai_model', startedAt: 'started_at' },
    }
    const { source } = testSource(db.url, [mapping])
    const ledger = createLedger()
    const problems = standing(await pullAll(source, ledger))
    assert.deepEqual(
      problems.map(({ where, message }) => [where, message]),
      [
        ['execution_tasks.started_at', 'the column does not exist; it is left out'],
        ['execution_tasks.ai_model', 'the column does not exist; it is left out'],
      ],
    )
    assert.equal(ledger.events.size, 1)
  })

  test('without which the rows would mean something else keeps the table from being read', async () => {
    await db.sql(`${TASK_TABLE} ALTER TABLE execution_tasks DROP completed_at; ${LEDGER_TABLE}`)
    const { source } = testSource(db.url, [TASKS, LEDGER])
    const ledger = createLedger()
    const problems = standing(await pullAll(source, ledger))
    assert.deepEqual(
      problems.map(problem => problem.message),
      ['the column does not exist; the table is not read'],
    )
    assert.equal(ledger.events.size, 1)
  })

  test('that is dropped between two pulls stops nothing', async () => {
    await db.sql(
      `${TASK_TABLE} INSERT INTO execution_tasks (task_id, created_at) VALUES ('a', ${at(START - HOUR)})`,
    )
    const { source, clock } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    await pullAll(source, ledger)
    await db.sql(`ALTER TABLE execution_tasks DROP metadata;
      UPDATE execution_tasks SET status = 'completed', completed_at = ${at(START)}`)
    clock.advance(MINUTE)
    await pullAll(source, ledger)
    assert.ok(ledger.events.has('platform:execution_tasks:1:finished'))
  })
})

describe('a table without a usable index', () => {
  const LEDGER_WITHOUT = 'CREATE TABLE ledger (id uuid PRIMARY KEY, amount numeric, created_at timestamptz)'

  test('is read whole as long as it is small, each row once', async () => {
    await db.sql(`${LEDGER_WITHOUT};
      INSERT INTO ledger SELECT md5(random()::text)::uuid, i, ${at(START - DAY)} + i * interval '1 minute' FROM generate_series(1, 250) AS i`)
    const { source, clock } = testSource(db.url, [LEDGER], { chunkRows: 100 })
    const ledger = createLedger()
    assert.deepEqual(standing(await pullAll(source, ledger)), [])
    await db.sql(`INSERT INTO ledger VALUES (md5(random()::text)::uuid, 251, ${at(START)})`)
    clock.advance(MINUTE)
    await pullAll(source, ledger)
    assert.equal(ledger.events.size, 251)
  })

  test('that is large is not scanned but reported with the index that it needs', async () => {
    await db.sql(`${LEDGER_WITHOUT}; UPDATE pg_class SET reltuples = 1e6 WHERE relname = 'ledger'`)
    const { source, statements } = testSource(db.url, [LEDGER])
    const [problem] = standing(await pullAll(source, createLedger()))
    assert.equal(problem?.where, 'ledger.created_at')
    assert.equal(problem?.remedy, 'CREATE INDEX CONCURRENTLY ON public.ledger (created_at)')
    assert.ok(!statements.some(({ text }) => text.includes('FROM "public"."ledger"')))
  })
})

describe('names', () => {
  test('with quotes, capitals and spaces are only ever names', async () => {
    await db.sql(`CREATE SCHEMA "My Schema"; CREATE TABLE "My Schema"."a ""b'; DROP TABLE x; --" (
        "Order" serial PRIMARY KEY, "select" timestamptz, "we""ird ' value" float8);
      CREATE INDEX ON "My Schema"."a ""b'; DROP TABLE x; --" ("select");
      INSERT INTO "My Schema"."a ""b'; DROP TABLE x; --" ("select", "we""ird ' value") VALUES (${at(START - 1)}, 2)`)
    const mapping: TableMapping = {
      table: `My Schema.a "b'; DROP TABLE x; --`,
      as: 'observations',
      observation: 'x',
      columns: { id: 'Order', at: 'select', value: `we"ird ' value` },
    }
    const { source } = testSource(db.url, [mapping])
    const ledger = createLedger()
    assert.deepEqual(standing(await pullAll(source, ledger)), [])
    assert.deepEqual([...ledger.events.values()][0]?.data, { name: 'x', value: 2 })
  })
})

describe('rows that cannot be believed', () => {
  test('are read again once the mapping that refused them is another, however long ago they came', async () => {
    await db.sql(`CREATE TABLE claims (id serial PRIMARY KEY, percent float8, p float8, made_at timestamptz NOT NULL,
        verified_at timestamptz, outcome text);
      CREATE INDEX ON claims (made_at);
      INSERT INTO claims (percent, p, made_at, verified_at, outcome)
        SELECT i % 100, (i % 100) / 100.0, made_at, made_at + interval '1 hour', CASE WHEN i % 3 = 0 THEN 'richtig' ELSE 'falsch' END
        FROM (SELECT i, ${at(START)} - interval '20 days' + i * interval '40 minutes' AS made_at FROM generate_series(1, 600) i) rows`)
    const mapped = (probability: string, outcomes: object): TableMapping => ({
      table: 'claims',
      as: 'claims',
      columns: { id: 'id', probability, madeAt: 'made_at', verifiedAt: 'verified_at', outcome: 'outcome' },
      ...outcomes,
    })
    const words = { outcomes: { verified: ['richtig'], refuted: ['falsch'] } }
    const ledger = createLedger()
    const clock = manualClock(START)
    const pulls = async (mapping: TableMapping, count: number) => {
      let last: Batch[] = []
      for (let pull = 0; pull < count; pull++) {
        const { source } = testSource(db.url, [mapping], { clock })
        last = await pullAll(source, ledger)
        clock.advance(MINUTE)
      }
      return standing(last).flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal.total]))
    }
    const count = (type: string) => [...ledger.events.values()].filter(event => event.type === type).length
    assert.deepEqual(await pulls(mapped('percent', words), 3), [588])
    assert.deepEqual([count('claim.made'), count('claim.verified')], [12, 12])
    // Of what lies before the first that was refused nothing is read again.
    assert.deepEqual(await pulls(mapped('p', {}), 100), [599], 'what is refused now is counted, and no more')
    assert.deepEqual([count('claim.made'), count('claim.verified')], [600, 12])
    assert.deepEqual(await pulls(mapped('p', words), 100), [])
    assert.deepEqual([count('claim.made'), count('claim.verified')], [600, 600])
  })

  test('are refused, counted by column and reason, and counted once', async () => {
    await db.sql(`CREATE TABLE claims (id serial PRIMARY KEY, kind text, p float8, made_at timestamptz NOT NULL,
        verified_at timestamptz, outcome text);
      CREATE INDEX ON claims (made_at);
      INSERT INTO claims (p, made_at, verified_at, outcome) VALUES
        ('NaN', ${at(START - HOUR)}, NULL, NULL),
        ('Infinity', ${at(START - HOUR)}, NULL, NULL),
        (1.5, ${at(START - HOUR)}, NULL, NULL),
        (NULL, ${at(START - HOUR)}, NULL, NULL),
        (0.5, ${at(START - HOUR)}, ${at(START - 2 * HOUR)}, 'true'),
        (0.5, ${at(START - HOUR)}, ${at(START - MINUTE)}, 'perhaps'),
        (0.5, ${at(START - HOUR)}, 'infinity', 'true'),
        (0.5, ${at(START - HOUR)}, ${at(START - MINUTE)}, 'refuted')`)
    const mapping: TableMapping = {
      table: 'claims',
      as: 'claims',
      columns: {
        id: 'id',
        claimType: 'kind',
        probability: 'p',
        madeAt: 'made_at',
        verifiedAt: 'verified_at',
        outcome: 'outcome',
      },
    }
    const { source } = testSource(db.url, [mapping])
    const ledger = createLedger()
    assert.deepEqual(refusals(await pullAll(source, ledger)), {
      'claims.p: refused where the value is not a number': 1,
      'claims.p: refused where the value is infinite': 1,
      'claims.p: refused where the value is no probability between 0 and 1': 1,
      'claims.p: refused where the value is null': 1,
      'claims.verified_at: refused where the value lies before the time at which the row begins': 1,
      'claims.verified_at: refused where the value is an infinite timestamp': 1,
      'claims.outcome: refused where the value is in neither list of `outcomes`': 1,
    })
    assert.deepEqual(refusals(await pullAll(source, ledger)), {})
    assert.deepEqual([...ledger.events.keys()].sort(), [
      'platform:claims:5:made',
      'platform:claims:6:made',
      'platform:claims:7:made',
      'platform:claims:8:made',
      'platform:claims:8:verified',
    ])
  })

  test('of runs with a negative or missing duration start nothing', async () => {
    await db.sql(`${TASK_TABLE}
      CREATE TABLE runs (id serial PRIMARY KEY, task_id text, ms float8, created_at timestamptz);
      CREATE INDEX ON runs (created_at);
      INSERT INTO runs (task_id, ms, created_at) VALUES ('a', -5, ${at(START - HOUR)}), ('b', NULL, ${at(START - HOUR)}),
        (NULL, 5, ${at(START - HOUR)}), ('d', 60000, ${at(START - HOUR)})`)
    const runs: TableMapping = {
      table: 'runs',
      as: 'runs',
      columns: { taskId: 'task_id', finishedAt: 'created_at', durationMs: 'ms' },
    }
    const { source } = testSource(db.url, [TASKS, runs])
    const ledger = createLedger()
    const counts = refusals(await pullAll(source, ledger))
    assert.equal(
      Object.values(counts).reduce((a, b) => a + b),
      3,
    )
    assert.deepEqual(
      [...ledger.events.values()].map(({ subject, at: time }) => [subject, time]),
      [['platform:execution_tasks:d', START - HOUR - MINUTE]],
    )
  })
})
