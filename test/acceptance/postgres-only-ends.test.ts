// Tables whose rows say when a task ended and not when it was queued, as tables of results: what they do not say is not made up.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE, SECOND } from '../../src/core/duration.ts'
import type { TasksMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { outcomesOf } from '../support/postgres/jobs.ts'
import {
  at,
  createLedger,
  pullAll,
  refusals,
  START,
  standing,
  testSource,
} from '../support/postgres/postgres-source.ts'

const db = databaseForEachTest()

const RESULTS: TasksMapping = {
  table: 'results',
  as: 'tasks',
  columns: { id: 'task_id', completedAt: 'date_done', status: 'status', error: 'traceback' },
}
const CREATE = `CREATE TABLE results (id serial PRIMARY KEY, task_id text UNIQUE, status text, date_done timestamptz, traceback text)`
const INDEX = 'CREATE INDEX ON results (date_done)'

/** Two that ended, one that failed, and two under way: they have no time yet. */
const ROWS = `INSERT INTO results (task_id, status, date_done) VALUES
  ('a', 'SUCCESS', ${at(START - 9 * MINUTE)}), ('b', 'SUCCESS', ${at(START - 8 * MINUTE)}), ('c', 'FAILURE', ${at(START - 7 * MINUTE)}),
  ('d', 'STARTED', NULL), ('e', 'RETRY', NULL)`

describe('a table that says when tasks ended and not when they were queued', () => {
  for (const [how, index] of [
    ['in the order of its ends', `${CREATE}; ${INDEX}`],
    ['in the order of its key', CREATE],
  ] as const) {
    for (const [named, mapping] of [
      ['left out', RESULTS],
      ['mapped to the end', { ...RESULTS, columns: { ...RESULTS.columns, createdAt: 'date_done' } }],
    ] as const) {
      test(`is read ${how}, created_at ${named}: no row is refused, no task lasts no time, each end counts once`, async () => {
        await db.sql(`${index}; ${ROWS}`)
        const { source, clock } = testSource(db.url, [mapping])
        const ledger = createLedger()
        const first = await pullAll(source, ledger)
        assert.deepEqual(refusals(first), {})
        assert.deepEqual(standing(first), [])
        assert.deepEqual(outcomesOf(ledger), { completed: 2, failed: 1 })
        assert.equal(first.at(-1)?.tables?.results?.underway, 2)
        assert.ok([...ledger.lifecycles.values()].every(({ openedAt }) => openedAt === null))
        await db.sql(
          `UPDATE results SET status = 'SUCCESS', date_done = ${at(START + 30 * SECOND)} WHERE task_id IN ('d', 'e')`,
        )
        clock.advance(MINUTE)
        await pullAll(source, ledger)
        clock.advance(20 * MINUTE)
        const last = await pullAll(source, ledger)
        assert.deepEqual(outcomesOf(ledger), { completed: 4, failed: 1 })
        assert.deepEqual(refusals(last), {})
        assert.equal(last.at(-1)?.unaccounted?.results, 0)
        assert.equal(last.at(-1)?.tables?.results?.underway, 0)
      })
    }
  }

  test('tells a task that is tried anew once it is done, though its row had a time while it was not', async () => {
    await db.sql(
      `${CREATE}; ${INDEX}; INSERT INTO results (task_id, status, date_done) VALUES ('a', 'RETRY', ${at(START - 9 * MINUTE)})`,
    )
    const { source, clock } = testSource(db.url, [RESULTS])
    const ledger = createLedger()
    await pullAll(source, ledger)
    assert.deepEqual(outcomesOf(ledger), {})
    await db.sql(`UPDATE results SET status = 'FAILURE', date_done = ${at(START)}`)
    clock.advance(MINUTE)
    await pullAll(source, ledger)
    assert.deepEqual(outcomesOf(ledger), { failed: 1 })
    await db.sql(`UPDATE results SET status = 'SUCCESS', date_done = ${at(START + 5 * MINUTE)}`)
    clock.advance(10 * MINUTE)
    await pullAll(source, ledger)
    const [task] = ledger.lifecycles.values()
    assert.deepEqual([task?.outcome, task?.endedAt], ['completed', START + 5 * MINUTE])
  })
})
