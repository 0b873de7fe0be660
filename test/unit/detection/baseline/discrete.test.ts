import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isDiscrete, unitOf } from '../../../../src/detection/baseline/discrete.ts'

const row = (values: readonly number[]) => values.map((score, at) => ({ at, score }))

describe('a row of few values', () => {
  test('is one that takes fewer than seven, or one of them most often', () => {
    assert.ok(isDiscrete(row([0, 1, 0, 1, 1])))
    assert.ok(isDiscrete(row(Array.from({ length: 100 }, (_, index) => (index % 3 === 0 ? 5 : index)))))
    assert.ok(!isDiscrete(row(Array.from({ length: 100 }, (_, index) => index))))
  })
})

describe('the unit that values are rounded to', () => {
  test('is the least distance of two that come again', () => {
    const values = Array.from({ length: 200 }, (_, index) => Math.round(10 * Math.sin(index / 7)) / 2)
    assert.equal(unitOf(values), 0.5)
    assert.equal(unitOf([...values, 3.0001]), 0.5)
  })

  test('is none where most are there once, or all are the same', () => {
    assert.equal(unitOf(Array.from({ length: 200 }, (_, index) => Math.sin(index))), null)
    assert.equal(unitOf([1, 1, 1, 1]), null)
  })
})
