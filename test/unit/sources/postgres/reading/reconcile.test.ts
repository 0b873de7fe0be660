import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, MINUTE } from '../../../../../src/core/duration.ts'
import { TakenRows } from '../../../../../src/sources/postgres/completeness/taken.ts'
import type { TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import { emptyState, type Reconciled } from '../../../../../src/sources/postgres/reading/cursor.ts'
import { dueStretches } from '../../../../../src/sources/postgres/reading/reconcile.ts'

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
