// A row on which PostgreSQL itself fails is refused where it fails, and keeps no other row from being read.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { manualClock } from '../../src/core/clock.ts'
import { MINUTE } from '../../src/core/duration.ts'
import type { TasksMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import { inspectDatabase } from '../../src/sources/postgres/survey/inspect.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { isSaid, outcomesOf } from '../support/postgres/jobs.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import { createLedger, pullAll, refusals, START, testSource } from '../support/postgres/postgres-source.ts'
import { followableForEachTest, followingSource } from '../support/postgres/replication.ts'

const db = databaseForEachTest()

const at = (seconds: string): string => `to_timestamp(${START / 1000 - 7200} + ${seconds})`
const JOBS: TasksMapping = {
  table: 'jobs',
  as: 'tasks',
  columns: { id: 'id', createdAt: 'created_at', completedAt: 'done_at', status: 'status' },
}

/** What a source makes of the jobs at its first pull, and the problems that stand. */
async function pulled(mapping: TasksMapping, chunkRows = 100) {
  const clock = manualClock(START)
  const { source } = testSource(db.url, [mapping], { clock, chunkRows, reconcileEvery: 5 * MINUTE })
  const ledger = createLedger()
  const first = await pullAll(source, ledger)
  return { clock, source, ledger, first }
}

describe('a row on which the server fails', () => {
  test('by a NUL or half of a character in its JSON is taken like any other; its model is refused at most', async () => {
    await db.sql(`CREATE TABLE jobs (id bigint PRIMARY KEY, status text, created_at timestamptz NOT NULL, done_at timestamptz, meta json);
      CREATE INDEX ON jobs (created_at);
      INSERT INTO jobs SELECT i, CASE WHEN i % 5 = 0 THEN 'running' ELSE 'done' END, ${at('i')}, CASE WHEN i % 5 > 0 THEN ${at('i + 9')} END,
        (CASE WHEN i % 100 = 50 THEN '{"prompt": "a\\u0000b", "model": "m"}' WHEN i = 271 OR i = 275 THEN '{"prompt": "\\ud800", "model": "m"}'
          ELSE '{"model": "m"}' END)::json FROM generate_series(1, 900) i`)
    const mapping: TasksMapping = { ...JOBS, columns: { ...JOBS.columns, model: 'meta.model' } }
    const { source, clock, ledger, first } = await pulled(mapping)
    assert.deepEqual(outcomesOf(ledger), { open: 180, completed: 720 })
    const queued = [...ledger.events.values()].filter(({ type }) => type === 'task.queued')
    assert.equal(queued.filter(({ attributes }) => attributes['gen_ai.request.model'] === 'm').length, 898)
    assert.deepEqual(refusals(first), {
      'jobs.meta.model: refused where the value cannot be read: PostgreSQL finds a text that its type cannot hold (22P02)': 2,
    })
    await db.sql(`UPDATE jobs SET status = 'done', done_at = ${at('7100')} WHERE id % 5 = 0`)
    clock.advance(6 * MINUTE)
    const next = await pullAll(source, ledger)
    assert.deepEqual(
      outcomesOf(ledger),
      { completed: 900 },
      'rows that are followed with it are looked at, too',
    )
    assert.ok(!isSaid(next, /could not be/), 'and it is compared')
  })

  test('by a number that is no time has no end, and its table is compared all the same', async () => {
    await db.sql(`CREATE TABLE jobs (id bigint PRIMARY KEY, status text, created_at bigint NOT NULL, done_at bigint);
      CREATE INDEX ON jobs (created_at);
      INSERT INTO jobs SELECT i, 'done', ${START / 1000 - 7200} + i, CASE WHEN i = 450 THEN 9e18 ELSE ${START / 1000 - 7190} + i END
        FROM generate_series(1, 900) i`)
    const columns = {
      id: 'id',
      createdAt: 'epoch_s(created_at)',
      completedAt: 'epoch_s(done_at)',
      status: 'status',
    }
    const { source, clock, ledger, first } = await pulled({ ...JOBS, columns }, 5_000)
    assert.deepEqual(outcomesOf(ledger), { open: 1, completed: 899 })
    assert.deepEqual(refusals(first), {
      'jobs.epoch_s(done_at): refused where the value cannot be read: PostgreSQL finds a time out of range (22008)': 1,
    })
    await db.sql(
      `INSERT INTO jobs SELECT 1000 + i, 'done', ${START / 1000 - 7200} + i, ${START / 1000 - 7190} + i FROM generate_series(1, 9) i`,
    )
    clock.advance(6 * MINUTE)
    const next = await pullAll(source, ledger)
    assert.deepEqual(outcomesOf(ledger), { open: 1, completed: 908 }, 'what came late was found')
    assert.ok(!isSaid(next, /could not be/))
  })

  test('by a cast of a view keeps no row of it from being read; where all of them fail, the table is named', async () => {
    await db.sql(`CREATE TABLE raw (id bigint PRIMARY KEY, created_at timestamptz NOT NULL, done_at timestamptz, code text);
      INSERT INTO raw SELECT i, ${at('i')}, ${at('i + 9')}, CASE WHEN i IN (7, 8, 449) THEN 'none' ELSE '0' END FROM generate_series(1, 900) i;
      CREATE VIEW jobs AS SELECT id, created_at, done_at, CASE WHEN code::int = 0 THEN 'done' ELSE 'failed' END AS status FROM raw`)
    const { source, clock, ledger, first } = await pulled(JOBS, 5_000)
    assert.deepEqual(outcomesOf(ledger), { open: 3, completed: 897 })
    assert.deepEqual(refusals(first), {
      'jobs.status: refused where the value cannot be read: PostgreSQL finds a text that its type cannot hold (22P02)': 3,
    })
    await db.sql(
      `UPDATE raw SET code = 'none'; INSERT INTO raw SELECT 1000 + i, ${at('7190')}, ${at('7195')}, 'none' FROM generate_series(1, 200) i`,
    )
    clock.advance(MINUTE)
    const next = await pullAll(source, ledger)
    assert.ok(isSaid(next, /the table could not be read: invalid input syntax/))
  })

  test('is passed over when init looks at the latest rows; a view that cannot be looked at keeps no other table from it', async () => {
    await db.sql(`CREATE TABLE jobs (id bigint PRIMARY KEY, status text, created_at timestamptz NOT NULL, completed_at timestamptz, metadata json);
      CREATE INDEX ON jobs (created_at);
      INSERT INTO jobs SELECT i, 'done', ${at('i')}, ${at('i + 9')},
        (CASE WHEN i = 7 THEN '{"model": "\\ud800"}' WHEN i = 8 THEN '{"model": "\\u0000"}' ELSE '{"model": "m"}' END)::json FROM generate_series(1, 90) i;
      CREATE VIEW broken AS SELECT id, created_at, completed_at, CASE WHEN status::int = 0 THEN 'done' END AS status FROM jobs`)
    const { mappings } = await inspectDatabase(db.url, new AbortController().signal)
    const [broken, jobs] = ['broken', 'jobs'].map(name =>
      mappings.find(({ mapping }) => mapping.table === name),
    )
    assert.match(broken?.missing.join() ?? '', /its latest rows could not be looked at: invalid input syntax/)
    assert.ok(
      jobs?.seen.some(line => /metadata\.model names the model in 89 of the latest 90 rows/.test(line)),
      String(jobs?.seen),
    )
  })
})

describe('a change on which the server fails', { skip: withoutPostgres }, () => {
  const followed = followableForEachTest()

  test('is taken without the value that it fails on, and what was deleted beside it is seen', async () => {
    await followed.sql(`CREATE TABLE jobs (id bigint PRIMARY KEY, status text, created_at bigint NOT NULL, done_at bigint, meta json);
      CREATE INDEX ON jobs (created_at)`)
    await followed.sql('CREATE PUBLICATION slowburn_platform FOR TABLE jobs')
    const columns = {
      id: 'id',
      createdAt: 'epoch_s(created_at)',
      completedAt: 'epoch_s(done_at)',
      status: 'status',
      model: 'meta.model',
    }
    const mapping: TasksMapping = { ...JOBS, columns, deleted: 'completed' }
    const ledger = createLedger()
    const pull = async () => {
      await wait(60)
      return pullAll(followingSource(followed.url, [mapping]), ledger)
    }
    await pull()
    await followed.sql(`INSERT INTO jobs SELECT i, 'done', extract(epoch FROM now())::bigint - 60,
      CASE WHEN i = 5 THEN 9e18 ELSE extract(epoch FROM now())::bigint - 50 END, '{"model": "m", "prompt": "\\u0000"}' FROM generate_series(1, 20) i`)
    await followed.sql(
      `INSERT INTO jobs SELECT i, 'running', extract(epoch FROM now())::bigint - 60 FROM generate_series(21, 30) i`,
    )
    await followed.sql('DELETE FROM jobs WHERE id > 20')
    const batches = await pull()
    assert.deepEqual(outcomesOf(ledger), { completed: 29, open: 1 })
    assert.ok(!isSaid(batches, /could not be read/))
    assert.equal(Object.values(refusals(batches)).length, 1)
  })
})
