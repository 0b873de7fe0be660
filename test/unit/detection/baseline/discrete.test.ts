import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isDiscrete } from '../../../../src/detection/baseline/discrete.ts'

const row = (values: readonly number[]) => values.map((score, at) => ({ at, score }))

describe('a row of few values', () => {
  test('is one that takes fewer than seven, or one of them most often', () => {
    assert.ok(isDiscrete(row([0, 1, 0, 1, 1])))
    assert.ok(isDiscrete(row(Array.from({ length: 100 }, (_, index) => (index % 3 === 0 ? 5 : index)))))
    assert.ok(!isDiscrete(row(Array.from({ length: 100 }, (_, index) => index))))
  })
})
