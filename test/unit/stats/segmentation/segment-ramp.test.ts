import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fitRamp } from '../../../../src/stats/segmentation/segment-ramp.ts'
import { fitShift, massInterval, type ShiftInput } from '../../../../src/stats/segmentation/segment-shift.ts'
import { autoregressive, normal, random } from '../../../support/detection/detection.ts'
import { inForm } from '../../../support/long-form.ts'

const FASTEST = 24
const BEFORE = 336

function input(values: readonly number[], more: Partial<ShiftInput> = {}): ShiftInput {
  return {
    positions: Float64Array.from(values, (_, k) => k),
    values: Float64Array.from(values),
    phi: 0,
    noise: null,
    from: BEFORE,
    to: values.length,
    sign: 0,
    anchor: 0,
    reach: 3,
    ...more,
  }
}

function rising(seed: number, n: number, pace: number): number[] {
  const noise = normal(random(seed))
  return Array.from({ length: BEFORE + n }, (_, k) => noise() + Math.max(0, k - BEFORE + 1) / pace)
}

/** How many of forty rows of a shape are called a ramp. */
function ramps(rowOf: (seed: number) => number[]): number {
  return [...Array(40).keys()].filter(seed => {
    const row = input(rowOf(seed), { sign: 1 })
    const [step, ramp] = [fitShift('step', row), fitRamp(row, FASTEST)]
    assert.ok(step !== null && ramp !== null)
    return ramp.evidence > step.evidence
  }).length
}

describe('a ramp whose pace nobody knows', () => {
  test('has a posterior that sums to one, and finds the beginning and the pace', () => {
    const fit = fitRamp(input(rising(1, 240, 60)), FASTEST)
    assert.ok(fit !== null)
    assert.ok(Math.abs(fit.mass.reduce((sum, value) => sum + value, 0) - 1) < 1e-9)
    const { lower, upper } = massInterval(fit.mass, 0.95)
    assert.ok(lower <= 0 && upper >= 0)
    assert.ok(Math.abs(fit.rate.value - 1 / 60) < 3 * fit.rate.error && fit.rate.error < 0.003)
    assert.ok(Math.abs(fit.effect.value - 4) < 0.6)
  })

  test('is told from a step where the step is young: a ramp would not have come so far', () => {
    const steps = ramps(seed => {
      const noise = normal(random(seed))
      return Array.from({ length: BEFORE + 10 }, (_, k) => noise() + (k >= BEFORE ? 2 : 0))
    })
    assert.ok(steps <= 3, `${steps} of 40 steps`)
    assert.ok(ramps(seed => rising(seed, 200, 168)) >= 34)
  })

  test('may be as steep as it likes where it is seen to go on', () => {
    assert.equal(
      ramps(seed => rising(seed, 48, 1)),
      40,
    )
  })

  test('covers its beginning as often as it says', () => {
    const runs = inForm(40, 200)
    let covered = 0
    for (let seed = 0; seed < runs; seed++) {
      const noise = autoregressive(random(seed), 0.5)
      const start = BEFORE + ((seed * inForm(7, 1)) % 100)
      const row = Array.from({ length: BEFORE + 300 }, (_, k) => noise() + Math.max(0, k - start + 1) / 100)
      const fit = fitRamp(input(row, { phi: 0.5 }), FASTEST)
      assert.ok(fit !== null)
      const { lower, upper } = massInterval(fit.mass, 0.9)
      if (BEFORE + lower <= start && start <= BEFORE + upper) covered++
    }
    const [least, most] = inForm([31, 39], [168, 194])
    assert.ok(covered >= least && covered <= most, `${covered} of ${runs}`)
  })

  test('is not fitted where a shift is not', () => {
    assert.equal(fitRamp(input([1, 2], { from: 1 }), FASTEST), null)
  })
})
