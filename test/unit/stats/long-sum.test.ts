import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { LARGEST_SUMMAND, LIMBS, limbOf, sumOfLimbs } from '../../../src/stats/long-sum.ts'

const places = Array.from({ length: LIMBS }, (_, place) => place)
const limbsOf = (value: number): number[] => places.map(place => limbOf(value, place))
const added = (values: readonly number[]): number[] =>
  places.map(place => values.reduce((sum, value) => sum + limbOf(value, place), 0))

const ordinary = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -50, max: 100 }))
  .map(([mantissa, exponent]) => mantissa * 2 ** exponent + 0)
  .filter(value => value === 0 || Math.abs(value) > 2 ** -52)

describe('a long sum', () => {
  test('of one number is that number, to the last bit', () => {
    for (const value of [0, 1, -1, 0.1, -1 / 3, 1e12 + 0.001, 123456789.125, LARGEST_SUMMAND, 2 ** -52])
      assert.equal(sumOfLimbs(limbsOf(value)), value)
    fc.assert(fc.property(ordinary, value => assert.equal(sumOfLimbs(limbsOf(value)), value)))
  })

  test('is the same in whatever order, and without what was taken out again', () => {
    fc.assert(
      fc.property(fc.array(ordinary, { minLength: 1, maxLength: 20 }), ordinary, (values, other) => {
        const sums = added(values)
        assert.deepEqual(added(values.toReversed()), sums)
        const out = added([...values, other]).map((sum, place) => sum - limbOf(other, place))
        assert.equal(sumOfLimbs(out), sumOfLimbs(sums))
      }),
    )
  })

  // python3 -c "import math; print(math.fsum([1e16, 1, -1e16, 0.5, 1e-20]), math.fsum([0.1]*10))"
  test('loses nothing beside what is large', () => {
    assert.equal(sumOfLimbs(added([1e16, 1, -1e16, 0.5, 1e-20])), 1.5)
    assert.equal(sumOfLimbs(added(Array(10).fill(0.1))), 1)
  })

  test('takes nothing for what is smaller than its last digit, and refuses what is larger than its first', () => {
    assert.equal(sumOfLimbs(limbsOf(1e-40)), 0)
    for (const value of [2 ** 105, -1e40, Number.POSITIVE_INFINITY, Number.NaN])
      assert.throws(() => limbOf(value, 0), RangeError)
  })
})
