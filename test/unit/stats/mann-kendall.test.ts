import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mannKendall, senSlope } from '../../../src/stats/mann-kendall.ts'

const near = (actual: number, expected: number, tolerance = 1e-12): void =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  )

// python3 -c "import pymannkendall as mk; print(mk.original_test([...]))" (pymannkendall 1.4.3)
const RISING = [3.1, 2.9, 3.6, 4.2, 3.8, 4.9, 4.4, 5.6, 6.1, 5.2, 6.8, 7.0]

// scipy and numpy: z[0] = 0, z[i] = round(.6 z[i-1] + default_rng(7).normal(), 2), 63 times
const MEMORY = [
  0, 0, 0.3, -0.09, -0.94, -1.02, -1.6, -0.9, 0.8, -0.01, -0.63, 0.11, 0.42, 0.36, -0.71, -0.46, 0.42, -1.09,
  -1.11, -2.57, -2.83, -3.54, -2.36, -2.68, -1.34, -0.65, -0.58, -2.86, -2.25, -1.4, -0.73, -1.97, -1.66,
  -1.97, -1.99, -0.13, -0.89, -0.57, 0.54, -0.26, -0.27, -0.05, 0.03, -1.21, -0.65, 0.97, -0.97, 0.28, 0.29,
  -0.47, 1.72, 1.79, -0.13, 0, 0.58, 0.16, 0.78, 0.4, 0.91, 1.98, 0.51, 0.51, -0.16, 0.03,
]

describe('Mann-Kendall', () => {
  test('agrees with pymannkendall where there is no autocorrelation to correct', () => {
    const { statistic, variance, score, logP } = mannKendall(RISING)
    assert.equal(statistic, 56)
    near(variance, 212.66666666666666)
    near(score, 3.771490147280579)
    near(Math.exp(logP), 0.00016227556647607777, 1e-10)
  })

  test("agrees with pymannkendall's Hamed and Rao where the variance is widened", () => {
    const { statistic, variance, score, logP } = mannKendall(MEMORY)
    assert.equal(statistic, 531)
    near(variance, 87122.14617530906)
    near(score, 1.795608228566684)
    near(Math.exp(logP), 0.07255684629442527, 1e-10)
  })

  test('does not let a correction make it bolder', () => {
    const wave = [
      1.0, 1.4, 1.9, 2.1, 2.6, 3.3, 3.1, 2.8, 2.2, 1.9, 1.2, 1.1, 1.5, 2.2, 2.9, 3.6, 4.1, 4.0, 3.6, 2.9,
    ]
    // hamed_rao_modification_test gives 917.8 here; original_test 946.0
    near(mannKendall(wave).variance, 946)
  })

  test('says nothing of a constant row', () => {
    assert.deepEqual(mannKendall([2, 2, 2, 2, 2]).score, 0)
  })

  test('requires at least 4 values', () => {
    assert.throws(() => mannKendall([1, 2, 3]), /requires at least 4 values/)
  })
})

describe("Sen's slope", () => {
  test('agrees with scipy.stats.theilslopes', () => near(senSlope(RISING), 0.3633333333333334))

  test('is not moved by one wild value', () => near(senSlope([1, 2, 3, 1e9, 5, 6, 7]), 1))
})
