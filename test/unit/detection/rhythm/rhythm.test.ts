import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { levelErrorShare, rhythmOf, shapeError } from '../../../../src/detection/rhythm/rhythm.ts'

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

  test('has its offsets in thousandths of sigma, and widths in hundredths', () => {
    assert.deepEqual([rhythm.cells[25], rhythm.cells[26]], [2000, 0])
    assert.deepEqual([rhythm.widths[1], rhythm.widths[2]], [300, 100])
  })

  test('is the less sure of its shape the fewer days of a type there were', () => {
    assert.ok(Math.abs(shapeError(rhythm, 0) - 0.1) < 1e-9 && Math.abs(shapeError(rhythm, 1) - 0.25) < 1e-9)
    assert.equal(shapeError({ ...rhythm, shaped: false }, 0), 0)
  })

  test('knows the level less well where two types of day have each their own', () => {
    assert.equal(levelErrorShare(rhythm), 1.5)
    assert.equal(levelErrorShare({ ...rhythm, levels: 0 }), 1)
    assert.equal(levelErrorShare({ ...rhythm, learned: [5, 2] }), 2)
  })
})
