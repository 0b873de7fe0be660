import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { fitWhitened, mayBeRandomWalk, profileOf } from '../../../../src/detection/baseline/whitened.ts'
import { UTC } from '../../../../src/detection/rhythm/clock.ts'
import { autoregressive, normal, random } from '../../../support/detection/detection.ts'

const options = { bucket: HOUR, logThreshold: Math.log(24_000), leastSigma: 1e-12, clock: UTC }
const rows = (count: number, value: (hour: number) => number) =>
  Array.from({ length: count }, (_, hour) => ({ at: hour * HOUR, score: value(hour) }))

describe('a whitened baseline', () => {
  test('knows level, spread and memory of AR(1), the last with caution', () => {
    const noise = autoregressive(random(71), 0.5)
    const { model } = fitWhitened(
      rows(672, hour => 5 + 2 * noise() * (hour >= 0 ? 1 : 0)),
      options,
    )
    assert.ok(Math.abs(model.center - 5) < 0.4 && Math.abs(model.sigma - 2) < 0.3)
    assert.ok((model.noise.phi[0] ?? 0) > 0.45 && (model.noise.phi[0] ?? 1) < 0.65)
    assert.ok(!mayBeRandomWalk(model))
  })

  test('says that a random walk may be one', () => {
    const gauss = normal(random(72))
    let level = 0
    const { model } = fitWhitened(
      rows(336, () => (level += gauss())),
      options,
    )
    assert.ok(mayBeRandomWalk(model))
    assert.equal(model.noise.filters, 1)
  })

  test('takes the rhythm out, and counts what that has cost', () => {
    const gauss = normal(random(73))
    const fit = fitWhitened(
      rows(336, hour => 2 * Math.sin((hour * Math.PI) / 12) + gauss()),
      options,
    )
    assert.ok(Math.abs(fit.model.sigma - 1) < 0.12)
    assert.ok(fit.widening > 1.02 && fit.model.rhythm.shaped)
  })

  test('holds no hour of rounded values for narrower than half their unit', () => {
    const gauss = normal(random(74))
    const value = (hour: number): number =>
      Math.round(hour % 24 < 6 ? 2.05 + 0.2 * gauss() : 9 + 5 * Math.sin(hour / 3.82) + 1.5 * gauss())
    const samples = rows(672, value)
    const narrowest = (halfUnit?: () => number): number => {
      const { sigma, rhythm } = fitWhitened(samples, { ...options, halfUnit }).model
      return (sigma * Math.min(...rhythm.widths)) / 100
    }
    assert.ok(narrowest() < 0.3, `${narrowest()}`)
    assert.ok(narrowest(() => 0.5) > 0.48, `${narrowest(() => 0.5)}`)
  })

  test('has no rhythm where days are no whole number of buckets', () => {
    assert.equal(profileOf([], [], 0).cells.length, 0)
  })
})
