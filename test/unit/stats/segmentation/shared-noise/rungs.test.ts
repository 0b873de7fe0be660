import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { groupSize, rungOf } from '../../../../../src/stats/segmentation/shared-noise/rungs.ts'

describe('A row at a resolution', () => {
  test('holds the means of groups, and leaves those out of which more than half is missing', () => {
    const row = Float64Array.of(1, 3, Number.NaN, 5, Number.NaN, Number.NaN, Number.NaN, 9, 7)
    const { positions, starts, values } = rungOf(row, 3)
    assert.deepEqual([...positions], [0, 2])
    assert.deepEqual([...starts], [0, 6])
    assert.deepEqual([...values], [2, 8])
  })

  test('has groups that divide a day, or are whole days', () => {
    assert.equal(groupSize(2.2, 24), 3)
    assert.equal(groupSize(1, 24), 1)
    assert.equal(groupSize(9, 24), 12)
    assert.equal(groupSize(30, 24), 48)
    assert.equal(groupSize(2.2, 1), 3)
    assert.equal(groupSize(2.2, null), 3)
  })
})
