// What is left behind when tables, partitions or servers change: nothing that was written is lost, nothing counts twice.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { manualClock, systemClock } from '../../src/core/clock.ts'
import { MINUTE } from '../../src/core/duration.ts'
import type { TasksMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import type { Batch } from '../../src/sources/source.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { CREATE_JOBS, isSaid, JOBS, jobRows, outcomesOf } from '../support/postgres/jobs.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import { at, createLedger, pullAll, START, testSource } from '../support/postgres/postgres-source.ts'
import { majorVersion } from '../support/postgres/programs.ts'
import { followableForEachTest, followingSource } from '../support/postgres/replication.ts'
import { startStandby } from '../support/postgres/standby.ts'

describe('rows whose times were all moved', () => {
  const db = databaseForEachTest(CREATE_JOBS)
  for (const [zone, words] of [
    ['Asia/Tokyo', /^the times of its rows were all moved on, by 9h/],
    ['America/New_York', /^the times of its rows were all moved back, by [45]h/],
  ] as const) {
    test(`by a change of type, to those of ${zone}, are the rows that they were`, async () => {
      await db.sql(
        `${jobRows(1, 60, START - 9 * MINUTE, 'completed')}; ${jobRows(61, 80, START - 5 * MINUTE, 'running', null)}`,
      )
      const { source, clock } = testSource(db.url, [JOBS], { zone: 'UTC' })
      const ledger = createLedger()
      const pull = async (minutes: number): Promise<Batch[]> => {
        clock.advance(minutes * MINUTE)
        return pullAll(source, ledger)
      }
      await pull(1)
      await db.sql(`ALTER TABLE jobs ALTER created_at TYPE timestamp USING created_at AT TIME ZONE '${zone}'`)
      assert.ok(isSaid(await pull(1), words))
      await db.sql(
        `UPDATE jobs SET status = 'failed', completed_at = ${at(START + 12 * 60 * MINUTE)} WHERE status = 'running'`,
      )
      await db.sql(`SET TIME ZONE 'UTC'; ${jobRows(81, 90, clock.now() + MINUTE, 'failed')}`)
      for (let i = 0; i < 14; i++) await pull(60)
      assert.deepEqual(outcomesOf(ledger), { completed: 60, failed: 30 })
      assert.equal(ledger.lifecycles.size, 90)
    })
  }
})

describe('what happened just before rows left for good, by replication', { skip: withoutPostgres }, () => {
  const followed =
    followableForEachTest(`CREATE TABLE jobs (id bigint, status text, created_at timestamptz NOT NULL,
      completed_at timestamptz, PRIMARY KEY (id, created_at)) PARTITION BY RANGE (created_at);
    CREATE TABLE jobs_old PARTITION OF jobs FOR VALUES FROM (MINVALUE) TO (now() - interval '5 minutes');
    CREATE TABLE jobs_new PARTITION OF jobs FOR VALUES FROM (now() - interval '5 minutes') TO (MAXVALUE);
    CREATE INDEX ON jobs (created_at);
    CREATE PUBLICATION slowburn_platform FOR TABLE jobs_old, jobs_new`)
  const DONE = `UPDATE jobs SET status = 'completed', completed_at = now()`
  const NEW = `INSERT INTO jobs SELECT i, 'failed', now(), now() FROM generate_series(1, 20) i`
  const ways: Record<string, { sql: readonly string[]; expected: Record<string, number> }> = {
    'that are truncated': { sql: ['TRUNCATE jobs'], expected: { completed: 40 } },
    'that are truncated, while new ones come': {
      sql: ['TRUNCATE jobs', NEW],
      expected: { completed: 40, failed: 20 },
    },
    'that are all deleted, while new ones come under their ids': {
      sql: ['DELETE FROM jobs', NEW],
      expected: { completed: 40, failed: 20 },
    },
    'whose partition is detached': {
      sql: ['ALTER TABLE jobs DETACH PARTITION jobs_old'],
      expected: { completed: 40 },
    },
    'whose partition is dropped': { sql: ['DROP TABLE jobs_old'], expected: { completed: 40 } },
  }
  for (const [what, { sql, expected }] of Object.entries(ways)) {
    test(`is seen of rows ${what}`, async () => {
      const ledger = createLedger()
      const tables: TasksMapping[] = [{ ...JOBS, columns: { ...JOBS.columns, id: ['id', 'created_at'] } }]
      const pull = async (...statements: readonly string[]): Promise<Batch[]> => {
        for (const statement of statements) await followed.sql(statement)
        await wait(60)
        return pullAll(followingSource(followed.url, tables), ledger)
      }
      await pull(`INSERT INTO jobs SELECT i, 'running', now() - interval '9 minutes' FROM generate_series(1, 20) i;
        INSERT INTO jobs SELECT i, 'running', now() - interval '1 minute' FROM generate_series(1, 20) i`)
      assert.deepEqual(outcomesOf(ledger), { open: 40 })
      await pull(DONE, ...sql)
      await pull()
      assert.deepEqual(outcomesOf(ledger), expected)
    })
  }
})

describe('a failover', { skip: withoutPostgres }, () => {
  // Before version 13 a standby takes another primary, or none, only when it is started.
  const skip = (majorVersion() ?? 13) < 13 && 'PostgreSQL 12 cannot be cut off from its primary while it runs'
  test('to a standby that had not heard of the last rows loses none of those that it writes', {
    skip,
  }, async () => {
    const pair = await startStandby()
    try {
      const ledger = createLedger()
      const pull = (url: string): Promise<Batch[]> =>
        pullAll(
          testSource(url, [JOBS], { clock: manualClock(systemClock.now()), now: 'database' }).source,
          ledger,
        )
      const write = (
        ids: string,
        status: string,
        end: string,
      ): string => `INSERT INTO jobs (id, status, created_at, completed_at)
        SELECT i, '${status}', clock_timestamp() - interval '1 s', ${end} FROM generate_series(${ids}) i`
      await pair.primary(
        `${CREATE_JOBS}; ${write('1, 2000', 'completed', 'now()')}; ${write('2001, 2020', 'running', 'NULL')}`,
      )
      await pair.caughtUp()
      await pull(pair.primaryUrl)
      await pair.standby(`ALTER SYSTEM SET primary_conninfo = ''`)
      await pair.standby('SELECT pg_reload_conf()')
      await wait(1_000)
      await pair.primary(write('2021, 2120', 'completed', 'clock_timestamp()'))
      await pair.primary(
        `UPDATE jobs SET status = 'completed', completed_at = clock_timestamp() WHERE id BETWEEN 2001 AND 2020`,
      )
      await pull(pair.primaryUrl)
      assert.deepEqual(outcomesOf(ledger), { completed: 2_120 })
      await pair.standby('SELECT pg_promote()')
      await pair.standby(write('2021, 2120', 'failed', 'clock_timestamp()'))
      await pair.standby(
        `UPDATE jobs SET status = 'failed', completed_at = clock_timestamp() WHERE id BETWEEN 2001 AND 2020`,
      )
      const batches = await pull(pair.standbyUrl)
      assert.deepEqual(outcomesOf(ledger), { completed: 2_100, failed: 120 })
      assert.ok(isSaid(batches, /^100 rows came under ids that other rows had had/))
      assert.ok(isSaid(batches, /^20 rows that were completed say otherwise by now/))
    } finally {
      await pair.stop()
    }
  })
})
