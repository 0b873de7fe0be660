import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../src/core/duration.ts'
import { logDensity, onsetDensity, shareSeen, support } from '../../../src/incidents/onset-density.ts'

const AT_ONCE = { atOnce: 1, mean: 0 }
const onset = onsetDensity({ value: 100 * HOUR, lower: 90 * HOUR, upper: 130 * HOUR }, HOUR)

function integral(lag: { atOnce: number; mean: number }, from: number, to: number, of = onset): number {
  let sum = 0
  for (let t = from + 0.05; t < to; t += 0.1) sum += 0.1 * Math.exp(logDensity(of, lag, t))
  return sum
}

describe('the density of an onset', () => {
  test('holds half of its mass on either side of the likeliest moment, and 90 % in its interval', () => {
    assert.ok(Math.abs(integral(AT_ONCE, 0, 100) - 0.5) < 0.001)
    assert.ok(Math.abs(integral(AT_ONCE, 90, 130) - 0.9) < 0.001)
  })

  test('of a change that lags behind reaches back, and still has a mass of one', () => {
    const narrow = onsetDensity({ value: 100 * HOUR, lower: 98 * HOUR, upper: 102 * HOUR }, HOUR)
    const lag = { atOnce: 0.25, mean: 4.5 }
    assert.ok(logDensity(narrow, lag, 94) > logDensity(narrow, lag, 106))
    assert.ok(Math.abs(integral(lag, -200, 400, narrow) - 1) < 0.01)
  })

  // From scipy.stats: exponnorm.logpdf(6, K=4.5/2, loc=0, scale=2), the distance being 6 h.
  test('is the exponentially modified normal of SciPy, to within the approximation of its tail', () => {
    const even = onsetDensity(
      { value: 6 * HOUR, lower: (6 - 2 * 1.6448536) * HOUR, upper: (6 + 2 * 1.6448536) * HOUR },
      HOUR,
    )
    assert.ok(Math.abs(logDensity(even, { atOnce: 0, mean: 4.5 }, 0) + 2.743960319530771) < 0.02)
  })

  test('is no narrower than about a bucket, and has a floor', () => {
    const sure = onsetDensity({ value: 0, lower: 0, upper: 0 }, 6 * HOUR)
    assert.equal(sure.early, 3.6)
    assert.ok(Math.abs(logDensity(sure, AT_ONCE, 1e6) - Math.log(1e-12)) < 1e-9)
  })

  test('lies within its support', () => {
    const { from, to } = support(onset, { atOnce: 0.25, mean: 4.5 })
    assert.ok(integral({ atOnce: 0.25, mean: 4.5 }, from, to) > 0.97)
  })
})

describe('the share that is detected by now', () => {
  test('grows with time, slower where what is known took long', () => {
    assert.ok(Math.abs(shareSeen([], 24) - (1 - Math.exp(-1))) < 1e-12)
    assert.ok(shareSeen([], 200) > 0.99)
    assert.ok(shareSeen([240, 240], 24) < shareSeen([24, 24], 24))
  })

  test('is never nothing: what is known was detected', () => {
    assert.ok(shareSeen([2000], -50) > 0)
  })
})
