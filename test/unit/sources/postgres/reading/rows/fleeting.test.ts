import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE } from '../../../../../../src/core/duration.ts'
import { UTC_CLOCK } from '../../../../../../src/sources/postgres/connection/wall-clock.ts'
import type { TablePlan } from '../../../../../../src/sources/postgres/mapping/plan.ts'
import { emptyState, type TableState } from '../../../../../../src/sources/postgres/reading/cursor.ts'
import { FIRST_LIFE, withAnchors } from '../../../../../../src/sources/postgres/reading/life.ts'
import { withFleeting } from '../../../../../../src/sources/postgres/reading/rows/fleeting.ts'

const NOW = Date.UTC(2026, 4, 1)
const LAST = NOW - MINUTE
const orderOf = (unit: 'time' | 'serial') =>
  ({ order: { unit, clock: UTC_CLOCK } }) as unknown as Pick<TablePlan, 'order'>
const BY_TIME = orderOf('time')

/** Ten rows that were read at the last pull, each a second after the one before. */
function stateOf({ begun = LAST - MINUTE, readAt = LAST } = {}): TableState {
  const rows = [...Array(10).keys()].map(
    i => [String(i), new Date(begun + 1_000 * i).toISOString(), readAt] as const,
  )
  return {
    ...emptyState(
      'at',
      withAnchors(FIRST_LIFE, rows, row => row),
    ),
    readTo: LAST,
    pulledAt: LAST,
  }
}

const found = (...places: number[]): ReadonlySet<number> => new Set(places)
const seen = (state: TableState, places = found(0, 1, 2), plan = BY_TIME, now = NOW) =>
  withFleeting(plan, state, places, now).fleeting

describe('rows that were read last', () => {
  test('are counted with those of them that are gone at the next pull', () => {
    assert.deepEqual(seen(stateOf()), { looked: 10, gone: 7, lastAt: NOW })
    assert.deepEqual(seen(stateOf(), found(...Array(10).keys())), { looked: 10, gone: 0, lastAt: 0 })
  })

  test('are looked for once', () => {
    const after = withFleeting(BY_TIME, stateOf(), found(0, 1, 2), NOW)
    assert.equal(after.life.newest.length, 10, 'they still tell the table by its rows')
    const next = { ...after, pulledAt: NOW }
    assert.deepEqual(seen(next, found(0, 1, 2), BY_TIME, NOW + MINUTE), after.fleeting)
  })

  test('say nothing where they may have gone for their age, or were read before the last pull', () => {
    const nothing = { looked: 0, gone: 0, lastAt: 0 }
    assert.deepEqual(seen(stateOf({ begun: NOW - 2 * HOUR })), nothing)
    assert.deepEqual(seen(stateOf({ readAt: LAST - MINUTE })), nothing)
    const numbered = stateOf()
    const newest = numbered.life.newest.map(([key, , readAt]) => [key, key, readAt ?? 0] as const)
    const serial = { ...numbered, life: { ...numbered.life, newest } }
    assert.equal(seen(serial, found(), orderOf('serial'))?.gone, 10)
  })

  test('are not looked for after a long break, nor while history is read', () => {
    assert.equal(seen(stateOf(), found(), BY_TIME, LAST + HOUR), undefined)
    assert.equal(seen({ ...stateOf(), readTo: null }, found()), undefined)
  })

  test('are forgotten by halves', () => {
    const before = { looked: 2_001, gone: 100, lastAt: LAST }
    assert.deepEqual(seen({ ...stateOf(), fleeting: before }), { looked: 1_010.5, gone: 57, lastAt: NOW })
  })
})
