// What the source does where it may only read, loses its connection, or waits too long; and what its check finds.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock, systemClock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import { SourceError } from '../../src/core/errors.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { NO_MEMORY } from '../../src/sources/memory.ts'
import type { TableMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import { createPostgresSource } from '../../src/sources/postgres/postgres-source.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import {
  at,
  createLedger,
  pullAll,
  START,
  standing,
  TASK_TABLE,
  TASKS,
  testSource,
} from '../support/postgres/postgres-source.ts'
import { LEDGER, LEDGER_TABLE } from '../support/postgres/sample-rows.ts'

const never = (): AbortSignal => new AbortController().signal

const db = databaseForEachTest()

describe('a user who may only read', () => {
  test('is enough', { skip: withoutPostgres }, async () => {
    await db.sql(`${TASK_TABLE} INSERT INTO execution_tasks (task_id, created_at) VALUES ('a', ${at(START - HOUR)});
      DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'read only'; GRANT SELECT ON execution_tasks TO reader`)
    const url = db.url.replace(/\/\/[^@]*@/, '//reader:read%20only@')
    const { source } = testSource(url, [TASKS])
    const ledger = createLedger()
    assert.deepEqual(await source.check(never()), [])
    await pullAll(source, ledger)
    assert.equal(ledger.events.size, 1)
    await db.sql(`REVOKE SELECT ON execution_tasks FROM reader`)
    const problems = standing(await pullAll(source, ledger))
    assert.deepEqual(
      problems.map(({ where, message }) => `${where}: ${message}`),
      ['execution_tasks: the user may not read it; the table is not read'],
    )
    assert.match(
      problems[0]?.remedy ?? '',
      /^GRANT USAGE ON SCHEMA public TO reader; GRANT SELECT ON public\.execution_tasks TO reader$/,
    )
    await db.sql(`DROP OWNED BY reader; DROP ROLE reader`)
  })

  test('is named what a query lacks, to be pasted, and no other table', {
    skip: withoutPostgres,
  }, async () => {
    await db.sql(`CREATE TABLE jobs (id int PRIMARY KEY, created_at timestamptz, ended_at timestamptz);
      CREATE TABLE job (id int); CREATE SCHEMA "Old"; CREATE TABLE "Old"."The jobs" (id int);
      DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'read only'`)
    const url = db.url.replace(/\/\/[^@]*@/, '//reader:read%20only@')
    const { source } = testSource(url, [
      {
        table: 'work',
        as: 'tasks',
        query:
          'SELECT j.id, j.created_at, j.ended_at FROM Jobs j LEFT JOIN "Old"."The jobs" o ON o.id = j.id',
        columns: { id: 'id', createdAt: 'created_at', completedAt: 'ended_at' },
      },
    ])
    const [problem] = await source.check(never())
    const remedy = problem?.remedy ?? ''
    assert.equal(
      remedy,
      'GRANT USAGE ON SCHEMA "Old" TO reader; GRANT SELECT ON "Old"."The jobs" TO reader; ' +
        'GRANT USAGE ON SCHEMA public TO reader; GRANT SELECT ON public.jobs TO reader',
    )
    await db.sql(remedy)
    assert.doesNotMatch(JSON.stringify(await source.check(never())), /denied|GRANT/)
    await db.sql(`DROP OWNED BY reader; DROP ROLE reader`)
  })

  test('is named what a query lacks where the server would not look into it for a row of nothing', {
    skip: withoutPostgres,
  }, async () => {
    await db.sql(`CREATE TABLE jobs (id int PRIMARY KEY); CREATE TABLE events (job_id int, at timestamptz);
      INSERT INTO jobs VALUES (1); INSERT INTO events VALUES (1, ${at(START - HOUR)});
      DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'read only'; GRANT SELECT ON jobs, events TO reader`)
    const url = db.url.replace(/\/\/[^@]*@/, '//reader:read%20only@')
    const query = `SELECT j.id, e.began, e.ended FROM jobs j
      CROSS JOIN LATERAL (SELECT min(at) AS began, max(at) AS ended FROM events WHERE job_id = j.id) e`
    const columns = { id: 'id', createdAt: 'began', completedAt: 'ended' }
    const { source } = testSource(url, [{ table: 'jobs', as: 'tasks', query, columns }])
    assert.deepEqual(standing(await pullAll(source, createLedger())), [])
    await db.sql('REVOKE SELECT ON events FROM reader')
    const remedy = 'GRANT USAGE ON SCHEMA public TO reader; GRANT SELECT ON public.events TO reader'
    const [pulled] = standing(await pullAll(source, createLedger()))
    const [checked] = await source.check(never())
    assert.deepEqual([pulled?.remedy, checked?.remedy], [remedy, remedy])
    await db.sql(remedy)
    assert.deepEqual(standing(await pullAll(source, createLedger())), [])
    await db.sql(`DROP OWNED BY reader; DROP ROLE reader`)
  })

  test('nothing is written even by a mapping that tries to', async () => {
    await db.sql(`CREATE TABLE spy (n int);
      CREATE FUNCTION leave() RETURNS timestamptz LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO spy VALUES (1); RETURN now(); END $$;
      CREATE VIEW trap AS SELECT 1 AS id, leave() AS at`)
    const { source } = testSource(db.url, [
      { table: 'trap', as: 'observations', observation: 'trap', columns: { id: 'id', at: 'at' } },
    ])
    const [problem] = standing(await pullAll(source, createLedger()))
    assert.match(problem?.message ?? '', /read-only transaction/)
    assert.deepEqual(await db.sql('SELECT count(*)::text AS n FROM spy'), [{ n: '0' }])
  })
})

describe('a database that cannot be reached', () => {
  test('is one clear error without the password', { skip: withoutPostgres }, async () => {
    const wrong = db.url.replace(/\/\/[^@]*@/, '//owner:not-the-secret@')
    const gone = db.url.replace(/test_\d+$/, 'nowhere')
    const closed = 'postgres://owner:not-the-secret@127.0.0.1:1/x'
    const cases: Array<[string, RegExp]> = [
      [wrong, /did not accept the user or password/],
      [gone, /does not exist/],
      [closed, /refused the connection/],
      ['mysql://owner:not-the-secret@127.0.0.1/x', /not one of a PostgreSQL database/],
    ]
    for (const [url, expected] of cases) {
      const { source } = testSource(url, [TASKS])
      await assert.rejects(pullAll(source, createLedger()), error => {
        assert.ok(error instanceof SourceError)
        assert.match(error.message, expected)
        assert.doesNotMatch(`${error.stack} ${error.cause}`, /not-the-secret|owner secret|owner%20secret/)
        return true
      })
      const [fault] = await source.check(never())
      assert.match(`${fault?.message} ${fault?.remedy}`, expected)
      assert.notEqual(fault?.remedy, undefined)
    }
  })

  test('stops at once when the wait is aborted', async () => {
    await db.sql(`${TASK_TABLE} INSERT INTO execution_tasks (task_id, created_at)
      SELECT i::text, ${at(START)} - i * interval '1 second' FROM generate_series(1, 500) AS i`)
    const { source } = testSource(db.url, [TASKS], { chunkRows: 10 })
    const control = new AbortController()
    let batches = 0
    for await (const _ of source.pull(null, control.signal)) {
      batches++
      if (batches === 3) control.abort()
    }
    assert.equal(batches, 3)
  })
})

describe('a connection that is lost', () => {
  test('in the middle of a backfill is opened again, and no row is missed', {
    skip: withoutPostgres,
  }, async () => {
    await db.sql(`${TASK_TABLE} INSERT INTO execution_tasks (task_id, created_at)
      SELECT i::text, ${at(START)} - i * interval '1 second' FROM generate_series(1, 300) AS i`)
    const { source } = testSource(db.url, [TASKS], { chunkRows: 50 })
    const ledger = createLedger()
    for await (const batch of source.pull(null, never())) {
      ledger.commit(batch)
      await db.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'slowburn'`,
      )
    }
    assert.equal(ledger.events.size, 300)
  })
})

describe('a statement that takes too long', () => {
  test('is a problem of its table alone, which holds completeness back for a while', {
    skip: withoutPostgres,
  }, async () => {
    await db.sql(`${LEDGER_TABLE} CREATE VIEW slow AS
      SELECT id, created_at, pg_sleep(1)::text AS note FROM ledger`)
    const slow: TableMapping = {
      table: 'slow',
      as: 'claims',
      columns: { id: 'id', madeAt: 'created_at', verifiedAt: 'created_at', outcome: 'note' },
    }
    const clock = manualClock(START)
    const { source } = testSource(db.url, [slow, LEDGER], { statementTimeout: 50, chunkRows: 100, clock })
    const ledger = createLedger()
    const batches = await pullAll(source, ledger)
    assert.match(standing(batches)[0]?.message ?? '', /statement timeout/)
    assert.equal(ledger.events.size, 1)
    assert.equal(batches.at(-1)?.completeUpTo, null)
    clock.advance(2 * HOUR)
    const later = await pullAll(source, ledger)
    assert.equal(later.at(-1)?.completeUpTo, START + 2 * HOUR - 2 * MINUTE)
  })
})

describe('a table that is away', () => {
  test('keeps its kind incomplete until it is back and has been read, and no other', {
    skip: withoutPostgres,
  }, async () => {
    await db.sql(`${TASK_TABLE} ${LEDGER_TABLE}
      INSERT INTO execution_tasks (task_id, created_at) VALUES ('a', ${at(START - HOUR)})`)
    const clock = manualClock(START)
    const { source } = testSource(db.url, [TASKS, LEDGER], { clock })
    const ledger = createLedger()
    const last = async () => {
      const { completeUpTo = null, kinds = {} } = (await pullAll(source, ledger)).at(-1) ?? {}
      const { task, observation } = kinds
      return { completeUpTo, task, observation }
    }
    const upTo = START - 2 * MINUTE
    assert.deepEqual(await last(), { completeUpTo: upTo, task: upTo, observation: upTo })
    await db.sql('ALTER TABLE execution_tasks RENAME TO away')
    clock.advance(5 * HOUR)
    const now = upTo + 5 * HOUR
    assert.deepEqual(await last(), { completeUpTo: now, task: upTo, observation: now })
    clock.advance(5 * DAY)
    assert.equal((await last()).task, upTo, 'however long')
    await db.sql(`ALTER TABLE away RENAME TO execution_tasks;
      INSERT INTO execution_tasks (task_id, created_at) VALUES ('b', ${at(START + HOUR)})`)
    const { task, completeUpTo } = await last()
    assert.deepEqual([task, completeUpTo], [now + 5 * DAY, now + 5 * DAY])
    assert.ok([...ledger.events.values()].some(({ subject }) => subject.endsWith('b')))
  })
})

describe('the check', () => {
  test('finds all faults at once, each with its remedy', async () => {
    await db.sql(
      `${TASK_TABLE} CREATE TABLE ledger (id uuid PRIMARY KEY, amount numeric, created_at timestamptz);
      UPDATE pg_class SET reltuples = 1e6 WHERE relname = 'ledger'`,
    )
    const tables: TableMapping[] = [
      { ...TASKS, columns: { ...TASKS.columns, completedAt: 'ended' }, phantom: ['('] },
      LEDGER,
      { ...LEDGER, table: 'nothing' },
      { table: 'runs', as: 'runs', of: 'others', columns: { taskId: 'a', finishedAt: 'b', durationMs: 'c' } },
    ]
    const { source } = testSource(db.url, tables)
    const faults = await source.check(never())
    assert.deepEqual(
      faults.map(fault => fault.where),
      ['execution_tasks', 'runs', 'execution_tasks.ended', 'ledger.created_at', 'nothing', 'runs'],
    )
    assert.ok(faults.every(fault => fault.remedy !== undefined && fault.refused === 0))
  })

  test('finds nothing in a sound configuration', async () => {
    await db.sql(`${TASK_TABLE} ${LEDGER_TABLE}`)
    const { source } = testSource(db.url, [TASKS, LEDGER])
    assert.deepEqual(await source.check(never()), [])
  })
})

describe('the clock of the server', () => {
  test('tells what time it is, unless it is far from our own, which is a problem', async () => {
    await db.sql(`${TASK_TABLE} INSERT INTO execution_tasks (task_id) VALUES ('a')`)
    const options = { name: 'platform', url: db.url, tables: [TASKS] }
    const right = createPostgresSource(options, { clock: systemClock, log: silentLogger, memory: NO_MEMORY })
    const ledger = createLedger()
    assert.deepEqual(standing(await pullAll(right, ledger)), [])
    assert.equal(ledger.events.size, 1)
    const wrong = createPostgresSource(options, {
      clock: manualClock(systemClock.now() - HOUR),
      log: silentLogger,
      memory: NO_MEMORY,
    })
    assert.match(
      standing(await pullAll(wrong, createLedger()))[0]?.message ?? '',
      /ahead of that of this machine/,
    )
  })
})
