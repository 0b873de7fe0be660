import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { valueCounts } from '../../../../src/stats/segmentation/value-counts.ts'

describe('How values repeat', () => {
  test('is told by their number and the share of the commonest, without what is missing', () => {
    assert.deepEqual(valueCounts(Float64Array.of(1, 1, 2, Number.NaN, 1)), { distinct: 2, commonest: 0.75 })
    assert.deepEqual(valueCounts(Float64Array.of(Number.NaN)), { distinct: 0, commonest: 0 })
  })

  test('is sampled in a row that is very long', () => {
    const row = Float64Array.from({ length: 1_000_000 }, (_, i) => i)
    assert.ok(valueCounts(row).distinct <= 21_000)
  })
})
