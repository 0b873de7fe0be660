import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  levelErrorShare,
  loudnessOf,
  offsetOf,
  rhythmOf,
  trustOf,
  widthOf,
} from '../../../../src/detection/rhythm/rhythm.ts'

const profile = {
  slots: 24,
  cells: Array.from({ length: 168 }, (_, cell) => (cell === 25 ? 4 : 0)),
  dayLevels: [0, 0, 0, 0, 0, 0, 0],
  off: 12,
  learned: [10, 4] as const,
  weekday: 0,
  shaped: true,
  levels: 1,
  spent: 24,
}

describe('a rhythm as it is kept', () => {
  const rhythm = rhythmOf(
    profile,
    2,
    Array.from({ length: 24 }, (_, slot) => (slot === 1 ? 3 : 1)),
  )

  test('gives offsets in sigma by weekday and hour', () => {
    assert.equal(offsetOf(rhythm, { day: 8, slot: 1 }), 2)
    assert.equal(offsetOf(rhythm, { day: 9, slot: 1 }), 0)
    assert.equal(offsetOf(rhythmOf({ ...profile, cells: [] }, 2, []), { day: 8, slot: 1 }), 0)
  })

  test('is the less sure the fewer days of a type there were, and wider at loud hours', () => {
    assert.equal(loudnessOf(rhythm, 1), 3)
    assert.ok(Math.abs(widthOf(rhythm, { day: 0, slot: 0 }) - Math.sqrt(1.1)) < 1e-9)
    assert.ok(Math.abs(widthOf(rhythm, { day: 2, slot: 0 }) - Math.sqrt(1.25)) < 1e-9)
    assert.ok(Math.abs(widthOf(rhythm, { day: 0, slot: 1 }) - 3 * Math.sqrt(1.1)) < 1e-9)
  })

  test('remembers little of an hour that is loud by itself, and all of the others', () => {
    assert.ok(Math.abs(trustOf(rhythm, 1) - 1 / 9) < 1e-9)
    assert.equal(trustOf(rhythm, 2), 1)
    assert.equal(trustOf({ ...rhythm, widths: [] }, 1), 1)
  })

  test('knows the level less well where two types of day have each their own', () => {
    assert.equal(levelErrorShare(rhythm), 1.5)
    assert.equal(levelErrorShare({ ...rhythm, levels: 0 }), 1)
    assert.equal(levelErrorShare({ ...rhythm, learned: [5, 2] }), 2)
  })
})
