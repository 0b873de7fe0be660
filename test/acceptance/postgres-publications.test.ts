// Publications that are altered, dropped and made anew while their changes are followed: what they do not say is read from the tables.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { MINUTE } from '../../src/core/duration.ts'
import type { TasksMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import type { Batch } from '../../src/sources/source.ts'
import { JOBS, outcomesOf } from '../support/postgres/jobs.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import {
  createLedger,
  type Ledger,
  pullAll,
  standing,
  TASK_TABLE,
  TASKS,
} from '../support/postgres/postgres-source.ts'
import { majorVersion } from '../support/postgres/programs.ts'
import { followableForEachTest, followingSource, PUBLICATION } from '../support/postgres/replication.ts'

const insert = (id: string): string =>
  `INSERT INTO execution_tasks (task_id, type, status) VALUES ('${id}', 'build', 'running')`
const DONE = `UPDATE execution_tasks SET status = 'completed', completed_at = now() WHERE status = 'running'`
const said = (batches: readonly Batch[]): string =>
  standing(batches)
    .map(({ message }) => message)
    .join('\n')

describe('a stream of changes', { skip: withoutPostgres }, () => {
  const db = followableForEachTest(`${TASK_TABLE} ${PUBLICATION}`)

  async function pulled(ledger: Ledger): Promise<Batch[]> {
    await wait(60)
    return pullAll(followingSource(db.url, [TASKS]), ledger)
  }

  test('goes on where its publication was dropped and made anew, between which nothing can be decoded', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await db.sql('DROP PUBLICATION slowburn_platform')
    await db.sql(insert('a'))
    await pulled(ledger)
    await db.sql(PUBLICATION)
    if (/publication "slowburn_platform" does not exist/.test(said(await pulled(ledger)))) {
      const { stream } = ledger.cursor as unknown as { stream: { failing: { since: number } } }
      stream.failing.since -= MINUTE
      assert.match(
        said(await pulled(ledger)),
        /could not be read \(publication .*\), and was dropped: rows that came/,
      )
    }
    await pulled(ledger)
    await db.sql(DONE)
    await db.sql('DELETE FROM execution_tasks')
    await pulled(ledger)
    assert.deepEqual(outcomesOf(ledger), { completed: 1 })
  })

  test('leaves out a table that is not published for a while, which is polled, and says so', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await db.sql(
      `ALTER PUBLICATION slowburn_platform DROP TABLE execution_tasks; ${insert('a')}; ${insert('b')}`,
    )
    assert.match(said(await pulled(ledger)), /it does not publish public.execution_tasks, which is polled/)
    await db.sql(
      `${DONE} AND task_id = 'a'; ALTER PUBLICATION slowburn_platform ADD TABLE execution_tasks; ${insert('c')}`,
    )
    assert.equal(said(await pulled(ledger)), '')
    assert.deepEqual(outcomesOf(ledger), { completed: 1, open: 2 })
    await db.sql(`${DONE}; DELETE FROM execution_tasks`)
    await pulled(ledger)
    assert.deepEqual(outcomesOf(ledger), { completed: 3 })
  })
})

describe('a partition that is made and dropped between two pulls', {
  skip: withoutPostgres || ((majorVersion() ?? 13) < 13 && 'PostgreSQL 12 publishes no partitioned table'),
}, () => {
  const db =
    followableForEachTest(`CREATE TABLE jobs (id bigint, status text, created_at timestamptz NOT NULL,
      completed_at timestamptz, PRIMARY KEY (id, created_at)) PARTITION BY RANGE (created_at);
    CREATE TABLE jobs_old PARTITION OF jobs FOR VALUES FROM (MINVALUE) TO (now() - interval '5 minutes');
    CREATE PUBLICATION slowburn_platform FOR TABLE jobs`)

  test('is seen once its publication is as the problem asks', async () => {
    const ledger = createLedger()
    const tables: TasksMapping[] = [{ ...JOBS, columns: { ...JOBS.columns, id: ['id', 'created_at'] } }]
    const pull = async (): Promise<Batch[]> => {
      await wait(60)
      return pullAll(followingSource(db.url, tables), ledger)
    }
    const comeAndGo = async (from: number): Promise<void> => {
      for (const sql of [
        `CREATE TABLE jobs_new PARTITION OF jobs FOR VALUES FROM (now() - interval '5 minutes') TO (MAXVALUE)`,
        `INSERT INTO jobs SELECT i, 'completed', now(), now() FROM generate_series(${from}, ${from + 9}) i`,
        'DROP TABLE jobs_new',
      ])
        await db.sql(sql)
    }
    const [problem] = standing(await pull())
    assert.match(
      problem?.message ?? '',
      /a partition of public\.jobs that is made and dropped between two pulls/,
    )
    await comeAndGo(1)
    await pull()
    assert.deepEqual(outcomesOf(ledger), {})
    await db.sql(problem?.remedy ?? '')
    assert.deepEqual(standing(await pull()), [])
    await comeAndGo(11)
    await pull()
    assert.deepEqual(outcomesOf(ledger), { completed: 10 })
  })
})

describe('rows that are moved into a table which becomes a partition afterwards', {
  skip: withoutPostgres || ((majorVersion() ?? 13) < 13 && 'PostgreSQL 12 publishes no partitioned table'),
}, () => {
  const db =
    followableForEachTest(`CREATE TABLE jobs (id bigint, status text, created_at timestamptz NOT NULL,
      completed_at timestamptz, PRIMARY KEY (id, created_at)) PARTITION BY RANGE (created_at);
    CREATE TABLE jobs_default PARTITION OF jobs DEFAULT;
    CREATE PUBLICATION slowburn_platform FOR TABLE jobs WITH (publish_via_partition_root = true)`)

  test('are the rows that they were, and say what they say now; those that are deleted meanwhile are removed', async () => {
    const ledger = createLedger()
    const tables: TasksMapping[] = [{ ...JOBS, columns: { ...JOBS.columns, id: ['id', 'created_at'] } }]
    const pulled = async (sql: string): Promise<string> => {
      await db.sql(sql)
      await wait(60)
      return said(await pullAll(followingSource(db.url, tables), ledger))
    }
    await pulled(
      `INSERT INTO jobs SELECT i, 'running', now() - i * interval '1 s' FROM generate_series(1, 20) i`,
    )
    const moved = await pulled(`BEGIN;
      CREATE TABLE jobs_new (LIKE jobs INCLUDING ALL);
      WITH moved AS (DELETE FROM jobs_default RETURNING *) INSERT INTO jobs_new
        SELECT id, CASE WHEN id <= 5 THEN 'completed' ELSE status END, created_at, CASE WHEN id <= 5 THEN now() END
          FROM moved WHERE id <= 18;
      ALTER TABLE jobs ATTACH PARTITION jobs_new FOR VALUES FROM (now() - interval '1 day') TO (now() + interval '1 day');
      COMMIT`)
    assert.deepEqual(outcomesOf(ledger), { completed: 5, open: 13, removed: 2 })
    assert.equal(moved, '')
    await pulled(`UPDATE jobs SET status = 'completed', completed_at = now() WHERE id <= 10`)
    assert.deepEqual(outcomesOf(ledger), { completed: 10, open: 8, removed: 2 })
  })
})

describe('a query that reads other tables as well', { skip: withoutPostgres }, () => {
  const db =
    followableForEachTest(`CREATE TABLE jobs (id bigint PRIMARY KEY, created_at timestamptz NOT NULL, done_at timestamptz);
    CREATE INDEX ON jobs (created_at);
    CREATE TABLE failures (job_id bigint PRIMARY KEY, at timestamptz);
    CREATE PUBLICATION slowburn_platform FOR TABLE jobs`)

  test('has what changes in these seen at the next pull, of rows of before and of those that the stream has brought', async () => {
    const ledger = createLedger()
    const mapping: TasksMapping = {
      ...JOBS,
      query: `SELECT j.id, j.created_at, coalesce(j.done_at, f.at) AS completed_at,
          CASE WHEN f.at IS NOT NULL THEN 'failed' WHEN j.done_at IS NULL THEN 'running' ELSE 'completed' END AS status
        FROM jobs j LEFT JOIN failures f ON f.job_id = j.id`,
    }
    const pulled = async (...statements: readonly string[]): Promise<Record<string, number>> => {
      for (const sql of statements) await db.sql(sql)
      await wait(60)
      await pullAll(followingSource(db.url, [mapping]), ledger)
      return outcomesOf(ledger)
    }
    const begin = (ids: string): string =>
      `INSERT INTO jobs SELECT i, clock_timestamp() - interval '1 s' FROM generate_series(${ids}) i`
    const fail = (ids: string): string =>
      `INSERT INTO failures SELECT i, clock_timestamp() FROM generate_series(${ids}) i`
    assert.deepEqual(await pulled(begin('1, 10')), { open: 10 })
    assert.deepEqual(await pulled(fail('1, 4')), { open: 6, failed: 4 })
    await pulled(begin('11, 20'))
    assert.deepEqual(await pulled(fail('11, 14')), { open: 12, failed: 8 })
    assert.deepEqual(await pulled('UPDATE jobs SET done_at = clock_timestamp() WHERE id IN (5, 6)'), {
      open: 10,
      failed: 8,
      completed: 2,
    })
  })
})
