import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ROW } from '../../../../src/detection/evidence/rows.ts'
import { fitNoise } from '../../../../src/detection/noise/fit.ts'
import { FILTERS } from '../../../../src/detection/noise/models.ts'
import { autoregressive, normal, random } from '../../../support/detection/detection.ts'

function fitted(count: number, value: (hour: number) => number, phi: number) {
  const values = Array.from({ length: count }, (_, hour) => value(hour))
  const ones = values.map(() => 1)
  return fitNoise(
    { values, at: values.map((_, hour) => hour), trust: ones, bucket: 1 },
    {
      phi,
      bias: 0,
      logThreshold: Math.log(24_000),
      largestPhi: 0.97,
      caution: 1,
      errorVariance: 1 / count,
      wanders: true,
    },
  )
}

describe('the noise of a baseline', () => {
  test('is judged by AR(1) alone below a week of hours', () => {
    const gauss = normal(random(41))
    assert.equal(fitted(100, gauss, 0).frozen.filters, 1)
    assert.equal(fitted(336, gauss, 0).frozen.filters, FILTERS)
  })

  test('has innovations of mean nought and mean square one under every model', () => {
    const noise = autoregressive(random(42), 0.5)
    const { frozen, innovations } = fitted(672, noise, 0.5)
    const mean = innovations.reduce((sum, each) => sum + each, 0) / 672
    assert.ok(Math.abs(mean) < 0.05)
    assert.ok(Math.abs((frozen.spread[0] ?? 0) - Math.sqrt(0.75)) < 0.05)
    for (const spread of frozen.spread) assert.ok(spread > 0.6 && spread < 1.1)
  })

  test('gives each model a page level and factors for every size', () => {
    const { factors, page } = fitted(336, normal(random(43)), 0)
    assert.equal(factors.length, 2 * FILTERS)
    assert.equal(page.length, 2 * FILTERS)
    for (const row of factors) {
      assert.equal(row.length, ROW)
      for (const factor of row) assert.ok(factor > 0 && factor < 1)
    }
  })

  test('of a constant is nothing, and does no harm', () => {
    const { frozen } = fitted(336, () => 0, 0)
    assert.ok(frozen.spread.every(spread => Number.isFinite(spread) && spread > 0))
  })
})
