import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { quantileRanks } from '../../../../src/stats/intervals/quantile-interval.ts'
import { inForm } from '../../../support/long-form.ts'
import { assertClose, coverage } from '../../../support/numbers.ts'
import { quantileInterval } from '../../../support/stats/exact-quantile.ts'

describe('quantile interval', () => {
  test('agrees with SciPy', () => {
    // x = numpy.arange(1, n + 1); scipy.stats.quantile_test(x, q=numpy.quantile(x, p), p=p)
    // .confidence_interval(.95), SciPy 1.17.1; SciPy's nan, "no such limit", is an infinity here.
    const expected = [
      [6, 0.5, 3.5, 1, 6],
      [7, 0.5, 4, 1, 7],
      [20, 0.5, 10.5, 6, 15],
      [100, 0.5, 50.5, 40, 61],
      [1000, 0.5, 500.5, 469, 532],
      [20, 0.95, 19.05, 17, Number.POSITIVE_INFINITY],
      [71, 0.95, 67.5, 63, Number.POSITIVE_INFINITY],
      [72, 0.95, 68.45, 64, 72],
      [200, 0.95, 190.05, 184, 197],
      [3000, 0.95, 2850.05, 2826, 2874],
    ] as const
    for (const [n, p, value, lower, upper] of expected) {
      const sample = Array.from({ length: n }, (_, index) => index + 1)
      const interval = quantileInterval(sample, p)
      assertClose(interval.value, value)
      assert.equal(interval.lower, lower, `lower of ${p} at ${n}`)
      assert.equal(interval.upper, upper, `upper of ${p} at ${n}`)
    }
  })

  test('has both limits of a median from six values on, and not before', () => {
    assert.deepEqual(quantileRanks(5, 0.5), { lower: 0, upper: 6 })
    assert.deepEqual(quantileRanks(6, 0.5), { lower: 1, upper: 6 })
  })

  test('finds the same ranks as a walk through the whole distribution', () => {
    const walked = (n: number, p: number): { lower: number; upper: number } => {
      let mass = (1 - p) ** n
      let below = 0
      let lower = 0
      for (let k = 0; k <= n; k++) {
        if (below <= 0.025) lower = k
        if (1 - below <= 0.025) return { lower, upper: k }
        below += mass
        mass *= ((n - k) / (k + 1)) * (p / (1 - p))
      }
      return { lower, upper: n + 1 }
    }
    for (let n = 1; n <= 900; n += n < 100 ? 1 : 13) {
      assert.deepEqual(quantileRanks(n, 0.5), walked(n, 0.5), `${n} at .5`)
      if (n < 200) assert.deepEqual(quantileRanks(n, 0.95), walked(n, 0.95), `${n} at .95`)
    }
  })

  test('finds its ranks in a very large sample without running out of exponent', () => {
    const { lower, upper } = quantileRanks(200_000, 0.5)
    assert.ok(lower > 99_500 && lower < 99_600 && upper > 100_400 && upper < 100_500, `${lower} ${upper}`)
  })

  test('holds the truth at least 95 times in a hundred, whatever the distribution', () => {
    for (const [n, p, z] of [
      [9, 0.5, 0],
      [60, 0.5, 0],
      [40, 0.95, 1.6448536269514722],
      [150, 0.95, 1.6448536269514722],
    ] as const) {
      const random = randomStream(13, 'quantile', n)
      const held = coverage(inForm(600, 4000), Math.exp(0.8 * z), () =>
        quantileInterval(
          Array.from({ length: n }, () => random.lognormal(1, 0.8)).sort((a, b) => a - b),
          p,
        ),
      )
      assert.ok(held > inForm(0.925, 0.945), `${held} at ${p} of ${n}`)
    }
  })
})
