// Tables that are read in the order of a number, for no index leads with their time: keys that do not ascend, and keys that lie far apart.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { type ManualClock, manualClock } from '../../src/core/clock.ts'
import { MINUTE } from '../../src/core/duration.ts'
import type { Batch } from '../../src/sources/source.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { isSaid, JOBS, outcomesOf } from '../support/postgres/jobs.ts'
import {
  at,
  createLedger,
  type Ledger,
  pullAll,
  START,
  testSource,
} from '../support/postgres/postgres-source.ts'

const db =
  databaseForEachTest(`CREATE TABLE jobs (id bigint PRIMARY KEY, status text, created_at timestamptz NOT NULL,
  completed_at timestamptz)`)
let clock: ManualClock
let ledger: Ledger
beforeEach(() => {
  clock = manualClock(START)
  ledger = createLedger()
})

/** Of ids that an expression of `i` makes, a minute ago. */
const insert = (id: string, from: number, to: number): string =>
  `INSERT INTO jobs SELECT ${id}, 'completed', ${at(clock.now() - MINUTE)}, ${at(clock.now() - MINUTE / 2)} FROM generate_series(${from}, ${to}) i`

async function pull(minutes: number, ...statements: readonly string[]): Promise<Batch[]> {
  for (const sql of statements) await db.sql(sql)
  clock.advance(minutes * MINUTE)
  return pullAll(testSource(db.url, [JOBS], { clock }).source, ledger)
}

describe('a key that goes on below', () => {
  const BELOW = /^rows have keys \(id\) below those that were there when it was first read/
  for (const [what, id] of [
    ['for its type was full, and its sequence was restarted at the other end', '-2147483648 + i'],
    ['for its sequence descends', '-i'],
  ] as const) {
    test(`${what}, is read all the same, and said until an index leads with the time`, async () => {
      const first = id === '-i' ? insert(id, 1, 50) : insert('2147483000 + i', 1, 50)
      assert.equal(isSaid(await pull(1, first), BELOW), false)
      assert.ok(isSaid(await pull(1, insert(id, 51, 6_000)), BELOW))
      for (let i = 0; i < 8; i++) await pull(1)
      assert.deepEqual(outcomesOf(ledger), { completed: 6_000 })
      await pull(1, insert(id, 6_001, 6_100))
      for (let i = 0; i < 8; i++) await pull(1)
      assert.deepEqual(outcomesOf(ledger), { completed: 6_100 })
      await pull(1, 'CREATE INDEX ON jobs (created_at)', insert(id, 6_101, 6_110))
      assert.equal(isSaid(await pull(1), BELOW), false)
      assert.deepEqual(outcomesOf(ledger), { completed: 6_110 })
    })
  }
})

describe('a key that is made of the time', () => {
  for (const [what, id] of [
    ['in milliseconds, and a number beside it', '(1800000000000 + i * 60000)::bigint << 20'],
    ['in microseconds', '1800000000000000 + i::bigint * 60000000'],
  ] as const) {
    test(`${what}, is compared as one that counts: a row that comes late is found`, async () => {
      await pull(1, insert(id, 1, 100))
      // Of another machine, or of a transaction that lasted: long after those that follow it.
      await pull(30, insert(id, 200, 400))
      await pull(30, insert(id, 101, 150))
      await pull(30)
      assert.deepEqual(outcomesOf(ledger), { completed: 351 })
    })
  }
})
