import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { frozen } from '../../../../src/core/parts/frozen.ts'
import type { Rhythm } from '../../../../src/detection/rhythm/rhythm.ts'
import { loudnessOf, offsetOf, tablesOf, trustOf, widthOf } from '../../../../src/detection/rhythm/tables.ts'

const rhythm: Rhythm = {
  slots: 24,
  off: 12,
  cells: Array.from({ length: 168 }, (_, cell) => (cell === 25 ? 2000 : 0)),
  widths: Array.from({ length: 24 }, (_, slot) => (slot === 1 ? 300 : 100)),
  learned: [10, 4],
  weekday: 0,
  shaped: true,
  levels: 1,
}

describe('the tables of a rhythm', () => {
  const tables = tablesOf(rhythm)

  test('give offsets in sigma by weekday and hour', () => {
    assert.equal(offsetOf(tables, { day: 8, slot: 1 }), 2)
    assert.equal(offsetOf(tables, { day: 9, slot: 1 }), 0)
    assert.equal(offsetOf(tablesOf({ ...rhythm, cells: [] }), { day: 8, slot: 1 }), 0)
  })

  test('are the less sure the fewer days of a type there were, and wider at loud hours', () => {
    assert.equal(loudnessOf(tables, 1), 3)
    assert.ok(Math.abs(widthOf(tables, { day: 0, slot: 0 }) - Math.sqrt(1.1)) < 1e-9)
    assert.ok(Math.abs(widthOf(tables, { day: 2, slot: 0 }) - Math.sqrt(1.25)) < 1e-9)
    assert.ok(Math.abs(widthOf(tables, { day: 0, slot: 1 }) - 3 * Math.sqrt(1.1)) < 1e-9)
    assert.equal(widthOf(tablesOf({ ...rhythm, shaped: false, widths: [] }), { day: 0, slot: 0 }), 1)
  })

  test('remember little of an hour that is loud by itself, and all of the others', () => {
    assert.ok(Math.abs(trustOf(tables, 1) - 1 / 9) < 1e-9)
    assert.equal(trustOf(tables, 0), 1)
    assert.equal(trustOf(tables, 2), 1)
    assert.equal(trustOf(tablesOf({ ...rhythm, widths: [] }), 1), 1)
  })

  test('are lists of their own, made once of a rhythm, which may be frozen', () => {
    const kept = frozen({ ...rhythm, cells: rhythm.cells.slice() })
    const own = tablesOf(kept)
    assert.equal(tablesOf(kept), own)
    assert.deepEqual([own.cells, own.widths], [kept.cells, kept.widths])
    assert.ok(![own.cells, own.widths].some(Object.isFrozen) && Object.isFrozen(kept.cells))
  })
})
