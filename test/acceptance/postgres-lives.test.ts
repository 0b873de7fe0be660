// An id that comes back is another row: after a failover, a restore, a reset sequence, where rows are used again. None is lost for it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { MINUTE, SECOND } from '../../src/core/duration.ts'
import type { Batch } from '../../src/sources/source.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { CREATE_JOBS, isSaid, JOBS, jobRows, outcomesOf } from '../support/postgres/jobs.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import { at, createLedger, pullAll, START, testSource } from '../support/postgres/postgres-source.ts'
import { followableForEachTest, followingSource } from '../support/postgres/replication.ts'

describe('rows that come under ids that others had', () => {
  const db = databaseForEachTest(CREATE_JOBS)

  async function readOnce(options = {}) {
    const target = testSource(db.url, [JOBS], options)
    const ledger = createLedger()
    const pull = async (minutes = 1): Promise<Batch[]> => {
      target.clock.advance(minutes * MINUTE)
      return pullAll(target.source, ledger)
    }
    return { ...target, ledger, pull }
  }

  const ways: Record<string, string> = {
    'in the same ten minutes': `DELETE FROM jobs WHERE id > 150; ${jobRows(151, 200, START + 100 * SECOND, 'failed')}`,
    later: `DELETE FROM jobs WHERE id > 150; ${jobRows(151, 200, START + 20 * MINUTE, 'failed')}`,
    'by an upsert': `${jobRows(151, 200, START + 20 * MINUTE, 'failed')} ON CONFLICT (id) DO UPDATE
      SET status = excluded.status, created_at = excluded.created_at, completed_at = excluded.completed_at`,
  }
  for (const [what, sql] of Object.entries(ways)) {
    test(`${what} are tasks of their own, counted and reported`, async () => {
      await db.sql(jobRows(1, 200, START, 'completed'))
      const { ledger, pull } = await readOnce()
      await pull(4)
      assert.deepEqual(outcomesOf(ledger), { completed: 200 })
      await db.sql(sql)
      await pull(22)
      const batches = await pull(10)
      assert.deepEqual(outcomesOf(ledger), { completed: 200, failed: 50 })
      assert.ok(isSaid(batches, /^50 rows came under ids that other rows had had/))
      const again = [...ledger.lifecycles.values()].find(({ outcome }) => outcome === 'failed')
      assert.match(again?.subject ?? '', /^platform:jobs:1\d\d@2025-11-01T00:\d\d:\d\d.000Z$/)
      // Reading all of it once more makes the same of it.
      ledger.cursor = null
      await pull(1)
      assert.deepEqual(outcomesOf(ledger), { completed: 200, failed: 50 })
    })
  }

  test('while they are used again and again, open in between', async () => {
    await db.sql(jobRows(1, 50, START, 'completed'))
    const { ledger, pull, clock } = await readOnce()
    await pull(2)
    for (let turn = 0; turn < 3; turn++) {
      await db.sql(
        `UPDATE jobs SET status = 'running', completed_at = NULL, created_at = ${at(clock.now())} - interval '1 s'`,
      )
      await pull(1)
      await db.sql(`UPDATE jobs SET status = 'failed', completed_at = ${at(clock.now())} - interval '1 s'`)
      await pull(1)
    }
    assert.deepEqual(outcomesOf(ledger), { completed: 50, failed: 150 })
  })

  test('where all that were read last are queued anew at once: those that were not are read no second time', async () => {
    await db.sql(jobRows(1, 200, START, 'failed'))
    const { ledger, pull } = await readOnce()
    await pull(4)
    // Of what a table is known by, only the latest rows are left, as where old ones are deleted.
    await db.sql(`DELETE FROM jobs WHERE id <= 100;
      UPDATE jobs SET status = 'completed', created_at = ${at(START + 8 * MINUTE)}, completed_at = ${at(START + 9 * MINUTE)} WHERE id > 150`)
    const batches = [...(await pull(2)), ...(await pull(10))]
    assert.equal(isSaid(batches, /emptied or replaced/), false)
    assert.deepEqual(outcomesOf(ledger), { failed: 200, completed: 50 })
  })

  const anew: Record<string, string> = {
    'while they are open, of which those before are gone': `DELETE FROM jobs WHERE id <= 50; ${jobRows(1, 50, START + 2 * MINUTE, 'running', null)}`,
    'where they begin anew before they have ended, and are not said to have been deleted': `UPDATE jobs SET created_at = ${at(START + 2 * MINUTE)} WHERE id <= 50`,
  }
  for (const [what, sql] of Object.entries(anew)) {
    test(what, async () => {
      await db.sql(`${jobRows(1, 50, START, 'running', null)}; ${jobRows(51, 100, START, 'completed')}`)
      const { ledger, pull } = await readOnce()
      await pull(2)
      await db.sql(sql)
      const batches = await pull(2)
      assert.deepEqual(outcomesOf(ledger), { completed: 50, removed: 50, open: 50 })
      assert.ok(isSaid(batches, /^50 rows came under .*, or began anew.*; of those before, 50 had not ended/))
      assert.ok(!isSaid(batches, /deleted before their end/))
    })
  }
})

describe('rows that say something else of their end', () => {
  const db = databaseForEachTest(CREATE_JOBS)

  test('once another server answers, are found by comparison, and what they say stands', async () => {
    await db.sql(`${jobRows(1, 20, START, 'running', null)}; ${jobRows(21, 40, START, 'completed')}`)
    const { source, clock } = testSource(db.url, [JOBS])
    const ledger = createLedger()
    const pull = (minutes: number): Promise<Batch[]> => {
      clock.advance(minutes * MINUTE)
      return pullAll(source, ledger)
    }
    await db.sql(
      `UPDATE jobs SET status = 'completed', completed_at = ${at(START + 3 * MINUTE)} WHERE id <= 20`,
    )
    await pull(4)
    assert.deepEqual(outcomesOf(ledger), { completed: 40 })
    await db.sql(`UPDATE jobs SET status = 'failed', completed_at = ${at(START + 5 * MINUTE)} WHERE id <= 10;
      UPDATE jobs SET status = 'failed', completed_at = ${at(START + 2 * MINUTE)} WHERE id BETWEEN 11 AND 15;
      UPDATE jobs SET status = 'running', completed_at = NULL WHERE id BETWEEN 16 AND 20;
      UPDATE jobs SET status = 'failed' WHERE id = 21`)
    for (let i = 0; i < 4; i++) await pull(5)
    assert.deepEqual(outcomesOf(ledger), { completed: 19, failed: 16, open: 5 })
    assert.ok(isSaid(await pull(1), /^2\d rows that were completed say otherwise by now/))
    await db.sql(
      `UPDATE jobs SET status = 'completed', completed_at = ${at(clock.now())} WHERE status <> 'completed'`,
    )
    for (let i = 0; i < 4; i++) await pull(5)
    assert.deepEqual(outcomesOf(ledger), { completed: 40 })
  })
})

describe('rows that come back, by replication', { skip: withoutPostgres }, () => {
  const followed = followableForEachTest(
    `${CREATE_JOBS}; CREATE PUBLICATION slowburn_platform FOR TABLE jobs`,
  )
  const BEGUN = "now() - interval '1 minute'"

  async function started() {
    const ledger = createLedger()
    const pull = async (...statements: string[]): Promise<Batch[]> => {
      for (const sql of statements) await followed.sql(sql)
      await wait(60)
      return pullAll(followingSource(followed.url, [JOBS]), ledger)
    }
    await pull(`INSERT INTO jobs SELECT i, 'running', ${BEGUN} FROM generate_series(1, 20) i;
      INSERT INTO jobs SELECT i, 'cancelled', ${BEGUN}, ${BEGUN} FROM generate_series(21, 60) i`)
    const ends = (): Record<string, number> => {
      const { failed = 0, ...others } = outcomesOf(ledger)
      return failed === 40 ? others : { ...others, failed: failed - 40 }
    }
    return { ledger, pull, ends }
  }
  const DONE = `UPDATE jobs SET status = 'completed', completed_at = now() WHERE id <= 20`
  const AGAIN = `DELETE FROM jobs WHERE id <= 20; INSERT INTO jobs SELECT i, 'failed', now() - interval '1 s', now() FROM generate_series(1, 20) i`

  test('are tasks of their own, whether deleted and written in one pull or in two', async () => {
    const { pull, ends } = await started()
    await pull(DONE, AGAIN)
    assert.deepEqual(ends(), { completed: 20, failed: 20 })
    await pull('DELETE FROM jobs WHERE id <= 20')
    await pull(
      `INSERT INTO jobs SELECT i, 'failed', now() - interval '1 s', now() FROM generate_series(1, 20) i`,
    )
    assert.deepEqual(ends(), { completed: 20, failed: 40 })
  })

  test('are tasks of their own where rows are used again', async () => {
    const { pull, ends } = await started()
    await pull(DONE)
    await pull(`UPDATE jobs SET status = 'running', completed_at = NULL, created_at = now() WHERE id <= 20`)
    assert.deepEqual(ends(), { completed: 20, open: 20 })
    await pull(`UPDATE jobs SET status = 'failed', completed_at = now() WHERE id <= 20`)
    assert.deepEqual(ends(), { completed: 20, failed: 20 })
  })

  test('end as their last attempt did, whatever of it is seen in one pull, and after a kill', async () => {
    const retry = [
      `UPDATE jobs SET status = 'failed', completed_at = now() WHERE id <= 20`,
      `UPDATE jobs SET status = 'running', completed_at = NULL WHERE id <= 20`,
      DONE,
    ]
    const { ledger, pull, ends } = await started()
    for (const [i, sql] of retry.entries()) {
      await pull(sql)
      assert.deepEqual(ends(), [{ failed: 20 }, { open: 20 }, { completed: 20 }][i])
    }
    const cursor = ledger.cursor
    await pull(...retry)
    assert.deepEqual(ends(), { completed: 20 })
    // What was committed after the position comes again.
    ledger.cursor = cursor
    await pull()
    assert.deepEqual(ends(), { completed: 20 })
  })

  test('set back to waiting and run again, at random, are what their rows say at every pull', async () => {
    const { ledger, pull } = await started()
    for (let i = 0, seed = 1; i < 12; i++) {
      const some = Array.from({ length: 6 }, () => {
        seed = (seed * 1103515245 + 12345) % 2 ** 31
        return rerun[(seed >> 8) % rerun.length]?.((seed >> 12) % 50) ?? ''
      })
      // Several of them in one transaction, and several transactions in one pull.
      await pull(some.slice(0, 3).join('; '), ...some.slice(3))
      const rows = await followed.sql('SELECT status, count(*)::text AS n FROM jobs GROUP BY 1')
      const said = { waiting: 0, running: 0, completed: 0, cancelled: 0, failed: 0 }
      for (const { status, n } of rows) Object.assign(said, { [status ?? '']: Number(n) })
      const { open = 0, completed = 0, failed = 0, ...others } = outcomesOf(ledger)
      assert.deepEqual(
        { open, completed, failed, others },
        {
          open: said.waiting + said.running,
          completed: said.completed,
          failed: said.failed + said.cancelled,
          others: {},
        },
      )
    }
  })
  const rerun = [
    (id: number) =>
      `UPDATE jobs SET status = 'waiting', completed_at = NULL WHERE id BETWEEN ${id} AND ${id + 12}`,
    (id: number) =>
      `UPDATE jobs SET status = 'running', completed_at = NULL WHERE id BETWEEN ${id} AND ${id + 5}`,
    (id: number) =>
      `UPDATE jobs SET status = 'completed', completed_at = clock_timestamp() WHERE id BETWEEN ${id} AND ${id + 9}`,
    (id: number) =>
      `UPDATE jobs SET status = 'failed', completed_at = clock_timestamp() WHERE id BETWEEN ${id} AND ${id + 9}`,
  ]
})
