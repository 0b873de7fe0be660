// Tables whose times are numbers that count since 1970: found by init, read by index, compared, in each unit.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../src/core/clock.ts'
import { MINUTE } from '../../src/core/duration.ts'
import { inspectDatabase } from '../../src/sources/postgres/survey/inspect.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { outcomesOf } from '../support/postgres/jobs.ts'
import {
  createLedger,
  pullAll,
  refusals,
  START,
  standing,
  testSource,
} from '../support/postgres/postgres-source.ts'

const db = databaseForEachTest()

/** Row i of a table was queued i seconds after an hour ago, and ended 40 s later; every tenth has not ended, which is written as 0. */
const rows = (from: number, to: number, perSecond: number): string =>
  `INSERT INTO jobs SELECT 'j' || i, CASE WHEN i % 10 = 0 THEN 'running' WHEN i % 7 = 0 THEN 'failed' ELSE 'done' END,
    (${START / 1000 - 3600} + i)::bigint * ${perSecond}, CASE WHEN i % 10 = 0 THEN 0 ELSE (${START / 1000 - 3560} + i)::bigint * ${perSecond} END
    FROM generate_series(${from}, ${to}) i`

describe('a table whose times are numbers', () => {
  for (const [unit, perSecond] of [
    ['s', 1],
    ['ms', 1_000],
    ['us', 1_000_000],
  ] as const) {
    test(`that count in ${unit} is found by init, read in their order by index, and each task counts once`, async () => {
      await db.sql(`CREATE TABLE jobs (id text PRIMARY KEY, status text, created_at bigint NOT NULL, finished_at bigint NOT NULL);
        CREATE INDEX ON jobs (created_at); ${rows(1, 900, perSecond)}`)
      const { mappings } = await inspectDatabase(db.url, new AbortController().signal)
      const [{ mapping, certain } = { mapping: null, certain: false }] = mappings
      assert.ok(mapping?.as === 'tasks' && certain)
      assert.equal(mapping.columns.createdAt, `epoch_${unit}(created_at)`)
      const clock = manualClock(START)
      const { source, statements } = testSource(db.url, [mapping], { clock, chunkRows: 100 })
      const ledger = createLedger()
      const first = await pullAll(source, ledger)
      assert.deepEqual([refusals(first), standing(first)], [{}, []])
      const scans = statements.filter(
        ({ text }) => /ORDER BY/.test(text) && /FROM "public"."jobs"/.test(text),
      )
      assert.ok(scans.length >= 9 && scans.every(({ text }) => /ORDER BY t\."created_at"/.test(text)))
      await db.sql(`UPDATE jobs SET status = 'done', finished_at = created_at + ${100 * perSecond} WHERE id = 'j10';
        DELETE FROM jobs WHERE id = 'j20'; ${rows(901, 1_000, perSecond)}; ${rows(3_001, 3_100, perSecond)}`)
      clock.advance(20 * MINUTE)
      const last = await pullAll(source, ledger)
      const counts = await db.sql(`SELECT status, count(*)::int AS n FROM jobs GROUP BY 1`)
      const { done, failed, running } = Object.fromEntries(counts.map(({ status, n }) => [status, Number(n)]))
      assert.deepEqual(outcomesOf(ledger), { completed: done, failed, open: running, removed: 1 })
      assert.equal(last.at(-1)?.unaccounted?.jobs, 0)
      assert.equal(
        [...ledger.lifecycles.values()].find(({ subject }) => subject.endsWith(':j11'))?.openedAt,
        START - 60 * MINUTE + 11_000,
      )
    })
  }
})
