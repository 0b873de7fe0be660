import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { fitRate, shiftedRate } from '../../../../src/detection/baseline/rates.ts'
import { normal, poisson, random } from '../../../support/detection/detection.ts'

describe('rates', () => {
  test('of an all-zero baseline are half an event in all of it', () => {
    const zeros = Array.from({ length: 336 }, (_, index) => ({ at: index * HOUR, value: 0, weight: 1 }))
    assert.equal(fitRate(zeros, HOUR, false, Math.log(24_000)).rate, 0.5 / 336)
  })

  test('that are overdispersed count for less', () => {
    const uniform = random(3)
    const gauss = normal(random(4))
    const make = (burst: number): number =>
      fitRate(
        Array.from({ length: 336 }, (_, index) => ({
          at: index * HOUR,
          value: poisson(uniform, 5 * Math.exp(burst * gauss() - (burst * burst) / 2)),
          weight: 1,
        })),
        HOUR,
        false,
        Math.log(24_000),
      ).dispersion
    assert.ok(make(0) < 1.3)
    assert.ok(make(0.7) > 2)
  })

  test('that are shifted stay inside their range', () => {
    for (const distance of [-5, -0.1, 0.1, 5]) {
      const share = shiftedRate({ trials: true, rate: 0.02, typical: 20, dispersion: 1 }, distance)
      assert.ok(share > 0 && share < 1)
      assert.ok(shiftedRate({ trials: false, rate: 0.5, typical: 1, dispersion: 1 }, distance) > 0)
    }
  })
})
