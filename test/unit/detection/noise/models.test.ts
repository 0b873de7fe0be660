import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FILTERS, followVolatility, WANDERS } from '../../../../src/detection/noise/models.ts'
import { normal, random } from '../../../support/detection/detection.ts'

describe('the noise models', () => {
  test('are one without a wander, never refuted, and others whose wander fades', () => {
    assert.equal(WANDERS.length, FILTERS)
    assert.deepEqual([WANDERS[0]?.rho, WANDERS[0]?.theta], [0, 0])
    assert.equal(WANDERS[0]?.bar, Number.POSITIVE_INFINITY)
    for (const { rho, theta, gain } of WANDERS.slice(1)) {
      assert.ok(rho > theta && rho < 1)
      // Long-run over short-run standard deviation of an ARMA(1,1) is (1 - theta) / (1 - rho).
      assert.ok(Math.abs((1 - theta) / (1 - rho) - 1 / gain) < 1e-9)
    }
  })

  test('follow a volatility whose mean square is one for noise of one', () => {
    const gauss = normal(random(5))
    let volatility = 1
    let last = 0
    let sum = 0
    for (let point = 0; point < 50_000; point += 1) {
      const now = gauss()
      volatility = followVolatility(volatility, now, last)
      last = now
      sum += volatility
    }
    assert.ok(Math.abs(sum / 50_000 - 1) < 0.03, `${sum / 50_000}`)
  })

  test('do not take a step of the level for volatility, but for a share', () => {
    let volatility = 1
    for (let point = 0; point < 100; point += 1) volatility = followVolatility(volatility, 3, 3)
    assert.ok(volatility < 3)
  })
})
