import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { lagOne } from '../../../src/stats/autocorrelation.ts'
import {
  addLagged,
  innovationMoments,
  type LaggedSums,
  lagOneOf,
  meanOf,
  NO_SUMS,
  varianceOf,
} from '../../../src/stats/lagged-sums.ts'

/** A value, and whether it is the neighbour of the one before. */
type Element = readonly [number, boolean]

const rows = fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.boolean()), {
  minLength: 12,
  maxLength: 80,
})

function sumsOf(row: readonly Element[]): LaggedSums {
  return row.reduce(
    (sums, [value, adjacent], k) => addLagged(sums, value, adjacent ? (row[k - 1]?.[0] ?? null) : null),
    NO_SUMS,
  )
}

function near(one: number, other: number): void {
  assert.ok(Math.abs(one - other) < 1e-9 * (1 + Math.abs(other)), `${one} is not ${other}`)
}

describe('running sums over a row', () => {
  test('give the mean, the variance and the autocorrelation that the row itself gives', () => {
    fc.assert(
      fc.property(rows, row => {
        const sums = sumsOf(row)
        const values = row.map(([value]) => value)
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length
        const rest = values.map(value => value - mean)
        near(meanOf(sums), mean)
        near(varianceOf(sums), rest.reduce((sum, value) => sum + value * value, 0) / rest.length)
        fc.pre(varianceOf(sums) > 1e-6)
        const direct = lagOne(rest, k => row[k]?.[1] ?? false)
        assert.ok(Math.abs(lagOneOf(sums) - direct) < 1e-6 * (1 + Math.abs(direct)))
      }),
    )
  })

  test('give the moments of what whitening with any phi leaves', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 0.99, noNaN: true }), (row, phi) => {
        const sums = sumsOf(row)
        fc.pre(sums.pairs > 0)
        const mean = meanOf(sums)
        const left = row.flatMap(([value, adjacent], k) => {
          const before = row[k - 1]
          return adjacent && before !== undefined ? [value - mean - phi * (before[0] - mean)] : []
        })
        const direct = left.reduce((sum, each) => sum + each, 0) / left.length
        const moments = innovationMoments(sums, phi)
        near(moments.mean, direct)
        near(moments.variance, left.reduce((sum, each) => sum + (each - direct) ** 2, 0) / left.length)
      }),
    )
  })

  test('of nothing say nothing', () => {
    assert.equal(meanOf(NO_SUMS), 0)
    assert.equal(varianceOf(NO_SUMS), 0)
    assert.equal(lagOneOf(NO_SUMS), 0)
    assert.deepEqual(innovationMoments(NO_SUMS, 0.5), { mean: 0, variance: 0 })
  })
})
