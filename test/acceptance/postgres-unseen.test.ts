// Rows that come and go between two pulls: how many, as far as the server has counted them; and each table by itself.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE, SECOND } from '../../src/core/duration.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { CREATE_JOBS, JOBS, jobRows } from '../support/postgres/jobs.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import { createLedger, pullAll, START, standing, testSource } from '../support/postgres/postgres-source.ts'

const db = databaseForEachTest()

/** What the server counts it says a moment later, once the connection that wrote has ended. */
async function written(sql: string, inserted: number, table = 'jobs'): Promise<void> {
  await db.sql(sql)
  for (let tries = 0; tries < 100; tries++) {
    const [row] = await db.sql(`SELECT pg_stat_get_tuples_inserted('${table}'::regclass)::int AS n`)
    if (Number(row?.n) >= inserted) return
    await new Promise(done => setTimeout(done, 100))
  }
  assert.fail(`the server has not counted ${inserted} rows`)
}

describe('rows that come and go between two pulls', { skip: withoutPostgres }, () => {
  test('are counted by the server, though not one of them was ever read: a number, and a problem', async () => {
    await db.sql(CREATE_JOBS)
    const { source, clock } = testSource(db.url, [JOBS])
    const ledger = createLedger()
    await written(jobRows(1, 20, START - 30 * MINUTE, 'completed'), 20)
    await pullAll(source, ledger)
    for (let pull = 1; pull <= 12; pull++) {
      const first = 1_000 * pull
      await written(
        `${jobRows(first, first + 99, START + pull * MINUTE - 30 * SECOND, 'completed')}; DELETE FROM jobs WHERE id >= ${first + 10}`,
        20 + 100 * pull,
      )
      clock.advance(MINUTE)
      await pullAll(source, ledger)
    }
    clock.advance(MINUTE)
    const batches = await pullAll(source, ledger)
    const [known] = await db.sql('SELECT count(*)::int AS n FROM jobs')
    assert.equal(ledger.lifecycles.size, Number(known?.n))
    // The first look is at what was there before; all that came since the second was counted.
    const unseen = batches.at(-1)?.tables?.jobs?.unseen ?? 0
    assert.ok(unseen >= 11 * 90 && unseen <= 12 * 90, String(unseen))
    const problem = standing(batches).find(({ key }) => key === 'rows come and go')
    assert.match(problem?.message ?? 'nothing', new RegExp(`${unseen} at most of the 1[12]00 that came`))
  })

  test('are not made up where all are read and old ones are deleted, and where inserts are rolled back', async () => {
    await db.sql(CREATE_JOBS)
    const { source, clock } = testSource(db.url, [JOBS])
    const ledger = createLedger()
    await written(jobRows(1, 600, START - 60 * MINUTE, 'completed'), 600)
    await pullAll(source, ledger)
    for (let pull = 1; pull <= 12; pull++) {
      await written(
        `${jobRows(1_000 * pull, 1_000 * pull + 49, START + pull * MINUTE - 55 * SECOND, 'completed')}; DELETE FROM jobs WHERE id <= ${40 * pull}`,
        600 + 50 * pull,
      )
      for (let i = 0; i < 5; i++) {
        await db.sql(`BEGIN; ${jobRows(900_000, 900_000, START, 'completed')}; ROLLBACK`)
      }
      clock.advance(MINUTE)
      await pullAll(source, ledger)
    }
    const batches = await pullAll(source, ledger)
    assert.deepEqual(standing(batches), [])
    assert.equal(ledger.lifecycles.size, 600 + 12 * 50)
  })

  /** Of 30 rows a minute, read in the order of their ends, 20 come eight minutes late; `kept`: minutes that a row is kept for. */
  async function pullLate(kept: number) {
    await db.sql(
      `${CREATE_JOBS}; ALTER TABLE jobs ALTER completed_at SET NOT NULL; CREATE INDEX ON jobs (completed_at)`,
    )
    const { source, clock } = testSource(db.url, [JOBS])
    const ledger = createLedger()
    await written(jobRows(1, 100, START - 30 * MINUTE, 'completed'), 100)
    await pullAll(source, ledger)
    for (let pull = 1; pull <= 30; pull++) {
      const now = START + pull * MINUTE
      await written(
        `DELETE FROM jobs WHERE id BETWEEN 2 AND ${1_000 * (pull - kept)}; UPDATE jobs SET status = status WHERE id = 1;
         ${jobRows(1_000 * pull, 1_000 * pull + 9, now - 30 * SECOND, 'completed')};
         ${jobRows(1_000 * pull + 10, 1_000 * pull + 29, now - 8 * MINUTE, 'completed')}`,
        100 + 30 * pull,
      )
      clock.advance(MINUTE)
      await pullAll(source, ledger)
    }
    clock.advance(MINUTE)
    const batches = await pullAll(source, ledger)
    const unseen = batches.at(-1)?.tables?.jobs?.unseen ?? 0
    const isSaid = standing(batches).some(({ key }) => key === 'rows come and go')
    return { unread: 100 + 30 * 30 - ledger.lifecycles.size, unseen, isSaid }
  }

  test('are counted where rows come late in the order of their ends, and are gone before they are compared', async () => {
    const { unread, unseen, isSaid } = await pullLate(2)
    assert.ok(unread > 400, `${unread} rows were not read`)
    // The first two minutes are what is compared with.
    assert.ok(unseen >= unread - 60, `${unseen} of ${unread}`)
    assert.ok(isSaid)
  })

  test('are not said to pass where rows come as late, and are kept until they are compared', async () => {
    assert.equal((await pullLate(16)).isSaid, false)
  })

  test('cannot be counted under a view: nothing is said of it', async () => {
    await db.sql(
      `${CREATE_JOBS}; ALTER TABLE jobs RENAME TO all_jobs; CREATE VIEW jobs AS SELECT * FROM all_jobs`,
    )
    const { source, clock } = testSource(db.url, [JOBS])
    const ledger = createLedger()
    for (let pull = 0; pull < 3; pull++) {
      const batches = await pullAll(source, ledger)
      assert.equal(batches.at(-1)?.tables?.jobs?.unseen, null)
      clock.advance(MINUTE)
    }
  })
})
