import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import {
  addToSketch,
  type LogSketch,
  logScale,
  startSketch,
} from '../../../../src/stats/sketches/log-sketch.ts'
import { sketchQuantile } from '../../../../src/stats/sketches/sketch-quantile.ts'
import { coverage } from '../../../support/numbers.ts'
import { quantileInterval } from '../../../support/stats/exact-quantile.ts'

const scale = logScale(0.005)

function sample(seed: number, n: number, sigma: number): { values: Float64Array; sketch: LogSketch } {
  const random = randomStream(seed, 'sketch')
  const values = Float64Array.from({ length: n }, () => random.lognormal(60, sigma)).sort()
  const sketch = startSketch()
  for (const value of values) addToSketch(sketch, scale, value)
  return { values, sketch }
}

describe('a quantile of a sketch', () => {
  test('is within one percent of that of the numbers themselves, for any sample', () => {
    for (let seed = 0; seed < 400; seed++) {
      const n = 6 + ((seed * 37) % 3000)
      const { values, sketch } = sample(seed, n, 0.05 + (seed % 10) / 5)
      for (const p of [0.5, 0.95]) {
        const exact = quantileInterval(values, p)
        const { value, lower, upper } = sketchQuantile(sketch, scale, p)
        assert.ok(Math.abs(value / exact.value - 1) <= 0.01, `${value} of ${exact.value}, n = ${n}`)
        assert.ok(lower <= exact.lower * 1.000001 && upper >= exact.upper * 0.999999)
        assert.ok(lower <= value && value <= upper)
        if (Number.isFinite(exact.upper)) assert.ok(upper <= exact.upper * 1.0101)
      }
    }
  })

  test('has no limit where the sample is too small for one', () => {
    const { sketch } = sample(1, 20, 1)
    const { lower, upper } = sketchQuantile(sketch, scale, 0.95)
    assert.ok(Number.isFinite(lower))
    assert.equal(upper, Number.POSITIVE_INFINITY)
    assert.equal(sketchQuantile(sample(2, 5, 1).sketch, scale, 0.5).lower, Number.NEGATIVE_INFINITY)
  })

  test('moves by less than a bin when many numbers share one', () => {
    const { sketch } = sample(3, 5000, 0.02)
    const more = structuredClone(sketch)
    for (let i = 0; i < 50; i++) addToSketch(more, scale, 70)
    const [before, after] = [sketchQuantile(sketch, scale, 0.5), sketchQuantile(more, scale, 0.5)]
    assert.ok(after.value > before.value && after.value < before.value * 1.002)
  })

  test('is zero where everything is', () => {
    const sketch = startSketch()
    for (let i = 0; i < 10; i++) addToSketch(sketch, scale, 0)
    assert.deepEqual(sketchQuantile(sketch, scale, 0.5), { value: 0, lower: 0, upper: 0 })
  })

  for (const [p, truth] of [
    [0.5, 60],
    [0.95, 60 * Math.exp(1.6448536269514722)],
  ] as const) {
    test(`covers the true quantile ${p} at least 95 times in a hundred`, () => {
      const held = coverage(1500, truth, repetition =>
        sketchQuantile(sample(9000 + repetition, 120, 1).sketch, scale, p),
      )
      assert.ok(held >= 0.945, `coverage ${held}`)
    })
  }
})
