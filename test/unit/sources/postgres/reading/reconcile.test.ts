import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import { DAY, MINUTE } from '../../../../../src/core/duration.ts'
import { TakenRows } from '../../../../../src/sources/postgres/completeness/taken.ts'
import type { Session, Statement } from '../../../../../src/sources/postgres/connection/session.ts'
import type { TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import { emptyState, type Reconciled } from '../../../../../src/sources/postgres/reading/cursor.ts'
import { dueStretches, reconcile } from '../../../../../src/sources/postgres/reading/reconcile.ts'
import { hash, holding, serial } from '../../../../support/facts/serial-table.ts'

const NOW = Date.UTC(2026, 4, 1)
const plan = { order: { unit: 'time' } } as unknown as TablePlan
const { reconciled: nothing } = emptyState('at')
const taken = new TakenRows({ get: () => null }, 't', 'time')
const options = { plan, taken, every: 5 * MINUTE, rows: 1_000 }

describe('what is compared', () => {
  test('is nothing before the first pass is over, nor while no slot is complete', () => {
    assert.deepEqual(dueStretches(options, nothing, 500, NOW).stretches, [])
    assert.deepEqual(dueStretches(options, { ...nothing, first: 500 }, 500, NOW).stretches, [])
  })

  test('is the last day often, and no more often than it is said', () => {
    const once = dueStretches(options, { ...nothing, first: 100 }, 500, NOW)
    assert.deepEqual(once.stretches, [{ from: 344, to: 500 }])
    assert.deepEqual(
      dueStretches(options, once.next, 500, NOW + 4 * MINUTE).stretches.some(({ to }) => to === 500),
      false,
    )
    assert.ok(dueStretches(options, once.next, 500, NOW + 5 * MINUTE).stretches.some(({ to }) => to === 500))
  })

  test('is everything older once a day, a piece at a time', () => {
    let reconciled: Reconciled = { ...nothing, first: 100 }
    const seen = new Set<number>()
    for (let pull = 0; pull < 10; pull++) {
      const { stretches, next } = dueStretches(options, reconciled, 1_500, NOW + pull * MINUTE)
      for (const { from, to } of stretches) for (let slot = from; slot < to; slot++) seen.add(slot)
      reconciled = next
    }
    assert.equal(seen.size, 1_400)
    assert.deepEqual(dueStretches(options, reconciled, 1_500, NOW + 10 * MINUTE).next.older?.before, 100)
    assert.ok((dueStretches(options, reconciled, 1_500, NOW + DAY).next.older?.before ?? 0) > 100)
  })

  test('is everything within a day where the keys of a table lie far apart, as those of two ranges', () => {
    const byNumber = { order: { unit: 'serial' } } as unknown as TablePlan
    const apart = { ...options, plan: byNumber, taken: new TakenRows({ get: () => null }, 't', 'serial') }
    let reconciled: Reconciled = { ...nothing, first: 0 }
    let [reached, most] = [200_000, 0]
    for (let pull = 0; pull < (DAY - 1) / (5 * MINUTE); pull++) {
      const { stretches, next } = dueStretches(apart, reconciled, 200_000, NOW + pull * 5 * MINUTE)
      for (const { from, to } of stretches) {
        if (to === reached) reached = from
        most = Math.max(most, to - from)
      }
      reconciled = next
    }
    assert.equal(reached, 0)
    assert.ok(most < 2_000, `${most} slots at once`)
  })

  test('is never more rows at once than it may be, but for a single slot', () => {
    const full = new TakenRows({ get: () => null }, 't', 'time')
    for (let slot = 400; slot < 500; slot++) {
      for (let i = 0; i < 300; i++)
        full.add(slot * 10 * MINUTE, (slot * 1_000 + i).toString(16).padStart(16, '0'))
    }
    const { stretches } = dueStretches({ ...options, taken: full }, { ...nothing, first: 100 }, 500, NOW)
    assert.deepEqual(stretches, [{ from: 497, to: 500 }])
    const { stretches: least } = dueStretches(
      { ...options, taken: full, rows: 10 },
      { ...nothing, first: 100 },
      500,
      NOW,
    )
    assert.deepEqual(least, [{ from: 499, to: 500 }])
  })
})

describe('what is missing', () => {
  test('of one slot is read some rows at a time, counted down as it is taken, and what is gone is forgotten', async () => {
    const ours = new TakenRows({ get: () => null }, 't', 'serial')
    for (const id of [7, 900]) ours.add(id, hash(id))
    // 900 was deleted.
    const ids = Array.from({ length: 800 }, (_, i) => i + 1)
    const among = {
      plan: serial,
      session: holding(ids) as Session,
      taken: ours,
      note: () => {},
      chunkRows: 100,
    }
    const reconciling = reconcile(
      { ...among, every: MINUTE, rows: 1_000 },
      { ...nothing, first: 0, recentAt: null },
      1,
      NOW,
    )
    const found: [missing: number, unaccounted: number][] = []
    for await (const { missing, reconciled } of reconciling) {
      for (const [id = ''] of missing) assert.equal(ours.add(Number(id), hash(Number(id))), true)
      found.push([missing.length, Object.values(reconciled.differing).reduce((a, b) => a + b, 0)])
    }
    assert.deepEqual(
      found.map(([missing]) => missing),
      [99, 100, 100, 100, 100, 100, 100, 100, 0],
    )
    assert.deepEqual(found.at(1), [100, 599])
    assert.deepEqual(found.at(-1), [0, 0])
    assert.deepEqual([ours.sum(0).count, ours.has(900, hash(900))], [800, false])
  })
})

describe('a comparison that fails', () => {
  const long = { ...serial, order: { ...serial.order, column: 'at', sql: 't.at' } }
  const every = 5 * MINUTE

  /** Slots that were compared and how the state was after each pull, a minute apart; sums of a stretch with one of these slots are refused. */
  async function pulls(count: number, before: Reconciled, refused: (pull: number, slot: number) => boolean) {
    let reconciled = before
    const compared = new Set<number>()
    const scanned = new Set<number>()
    const failures: (string | null)[] = []
    for (let pull = 0; pull < count; pull++) {
      const session = {
        read: async (statements: readonly Statement[]) =>
          statements.map(({ text, values }) => {
            const [from = 0, to = 0] = values.map(value => Math.floor(Number(value) / 4_096))
            if (!text.includes('GROUP BY')) {
              scanned.add(from)
              return []
            }
            const slots = Array.from({ length: to - from }, (_, i) => from + i)
            if (slots.some(slot => refused(pull, slot))) throw new DatabaseError('too long', 1, 'error')
            for (const slot of slots) compared.add(slot)
            return []
          }),
      } as unknown as Session
      const ours = new TakenRows({ get: () => null }, 't', 'serial')
      const all = { plan: long, session, taken: ours, note: () => {}, chunkRows: 100, every, rows: 1_000 }
      for await (const found of reconcile(all, reconciled, 200, NOW + pull * MINUTE))
        reconciled = found.reconciled
      failures.push(reconciled.failure)
    }
    return { compared, scanned, failures, reconciled }
  }

  test('of the latest rows is made again when it is due, and its failure stands until then', async () => {
    const { failures, compared } = await pulls(7, { ...nothing, first: 0 }, pull => pull === 0)
    assert.deepEqual(failures, [...Array.from({ length: 5 }, () => 'too long'), null, null])
    assert.ok(compared.has(199))
  })

  test('of older rows passes none of them by: fewer at a time are compared, and a slot that cannot be is read row by row', async () => {
    const { compared, scanned, failures } = await pulls(
      200,
      { ...nothing, first: 0 },
      (_, slot) => slot === 70,
    )
    const missed = Array.from({ length: 200 }, (_, slot) => slot).filter(slot => !compared.has(slot))
    assert.deepEqual([missed, [...scanned]], [[70], [70]])
    assert.equal(failures.at(-1), null)
  })
})
