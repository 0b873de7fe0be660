import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { median } from 'simple-statistics'
import { medianOf } from '../../../src/stats/median.ts'
import { normal, random } from '../../support/detection/detection.ts'

describe('the median', () => {
  test('is the middle value, or the mean of the two in the middle', () => {
    assert.equal(medianOf([3]), 3)
    assert.equal(medianOf([10, 2, 5]), 5)
    assert.equal(medianOf([4, 1, 3, 2]), 2.5)
  })

  test('is that of simple-statistics for rows of every length, and leaves the row as it was', () => {
    const gauss = normal(random(11))
    for (const length of [1, 2, 5, 39, 40, 41, 42, 500]) {
      const row = Array.from({ length }, () => Math.round(4 * gauss()) / 4)
      const kept = row.slice()
      assert.equal(medianOf(row), median(row))
      assert.deepEqual(row, kept)
    }
  })

  test('needs a value', () => {
    assert.throws(() => medianOf([]), /at least one value/)
  })
})
