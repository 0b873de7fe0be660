import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import {
  describeBlunt,
  describeMean,
  describeMissing,
  describeSpread,
  describeStuck,
  describeTail,
  goodOf,
} from '../../../../src/detection/describe/effect.ts'
import { readRow } from '../../../../src/detection/describe/row.ts'
import type { ShiftFit } from '../../../../src/stats/segmentation/segment-shift.ts'
import { ar1, BASELINE, inputOf } from '../../../support/detection/describing.ts'

const ONSET = { index: 360, lower: 358, upper: 363 }
const FIT: ShiftFit = {
  shape: 'step',
  evidence: 20,
  mass: new Float64Array(1),
  before: { value: 0, error: 0.05 },
  effect: { value: 2, error: 0.25 },
  rate: { value: 0, error: 0 },
  innovation: 1,
}
const noise = ar1(randomStream(1), 420, 0)

describe('the effect of a change of the mean', () => {
  test('is put into the unit: two deviations of five are ten, with 1.96 standard errors on either side', () => {
    const input = inputOf(
      noise.map(z => 50 + 5 * z),
      { kind: 'level' },
    )
    const { sigma, center } = input.baseline
    const change = describeMean(input, readRow(input), FIT, ONSET)
    assert.equal(change.kind, 'level')
    assert.ok(Math.abs(change.from - center) < 1e-9)
    assert.ok(Math.abs(change.effect.absolute.value - 2 * sigma) < 1e-9)
    assert.ok(Math.abs(change.effect.absolute.lower - (2 - 1.96 * 0.25) * sigma) < 1e-9)
    assert.ok(Math.abs(change.effect.absolute.upper - (2 + 1.96 * 0.25) * sigma) < 1e-9)
    assert.equal(change.effect.sigma, 2)
    assert.deepEqual(change.onset, { value: 360 * HOUR, lower: 358 * HOUR, upper: 363 * HOUR })
  })

  test('of a duration is a ratio too, of a real number it is none', () => {
    const input = inputOf(
      noise.map(z => Math.exp(z / 5)),
      { kind: 'level' },
      { family: 'positive' },
    )
    const { relative } = describeMean(input, readRow(input), FIT, ONSET).effect
    assert.ok(Math.abs((relative?.value ?? 0) - (Math.exp(2 * input.baseline.sigma) - 1)) < 1e-9)
    const real = inputOf(noise, { kind: 'level' })
    assert.equal(describeMean(real, readRow(real), FIT, ONSET).effect.relative, null)
  })

  test('of a ramp is a slope, downwards where it falls', () => {
    const input = inputOf(noise, { kind: 'level' })
    const falls: ShiftFit = { ...FIT, shape: 'ramp', effect: { value: -2, error: 0.25 } }
    const change = describeMean(input, readRow(input), falls, ONSET)
    assert.equal(change.kind, 'slope')
    assert.equal(change.direction, 'down')
  })

  test('of a count is told from what was counted: five events an hour, then ten', () => {
    const values = Array.from({ length: 420 }, (_, hour) => (hour < 360 ? 4 + (hour % 3) : 9 + (hour % 3)))
    const input = inputOf(values, { kind: 'level' }, { family: 'count' })
    const change = describeMean(input, readRow(input), FIT, ONSET)
    assert.ok(Math.abs(change.from - 5) < 0.01, String(change.from))
    assert.ok(Math.abs(change.to - 10) < 0.01, String(change.to))
    assert.ok(Math.abs((change.effect.relative?.value ?? 0) - 1) < 0.01)
  })
})

describe('the effect of a change of the spread', () => {
  test('is how much the standard deviation grew, in the unit', () => {
    const input = inputOf(
      noise.map(z => 50 + 5 * z),
      { kind: 'variance' },
    )
    const spread = {
      evidence: 9,
      mass: new Float64Array(1),
      logRatio: { value: Math.log(2), error: 0.1 },
      noise: new Float64Array(1),
      before: 1,
      after: 2,
    }
    const change = describeSpread(input, readRow(input), spread, ONSET)
    const { sigma } = input.baseline
    assert.ok(Math.abs(change.from - sigma) < 1e-9 && Math.abs(change.to - 2 * sigma) < 1e-9)
    assert.equal(change.direction, 'up')
    assert.ok(Math.abs(change.effect.absolute.upper - sigma * (2 * Math.exp(0.196) - 1)) < 1e-9)
  })
})

describe('the effect of a change of the tail', () => {
  test('is told by the near end of the tail before and since', () => {
    const values = Array.from({ length: 420 }, (_, hour) => (hour >= 360 && hour % 5 === 0 ? 9 : hour % 2))
    const input = inputOf(values, { kind: 'tail' })
    const change = describeTail(input, readRow(input), ONSET)
    assert.ok(Math.abs(change.from - 1) < 1e-9, String(change.from))
    assert.ok(Math.abs(change.to - 9) < 1e-9, String(change.to))
  })
})

describe('where nothing can be fitted', () => {
  test('the mean since the baseline is told, and an onset anywhere since', () => {
    const input = inputOf(
      noise.slice(0, 340).map((z, hour) => (hour < BASELINE ? z : 3)),
      { kind: 'level' },
    )
    const change = describeBlunt(input, readRow(input))
    assert.ok(Math.abs(change.to - 3) < 1e-6)
    assert.deepEqual(change.onset, { value: 339 * HOUR, lower: 336 * HOUR, upper: 339 * HOUR })
  })
})

describe('a series that is stuck', () => {
  test('is so since the first of the run, whatever comes after the alarm', () => {
    const values = noise.map((z, hour) => (hour >= 400 && hour < 415 ? 7 : z))
    const change = describeStuck(inputOf(values, { kind: 'stuck', at: 410 * HOUR }))
    assert.deepEqual(change.onset, { value: 400 * HOUR, lower: 400 * HOUR, upper: 401 * HOUR })
    assert.equal(change.to, 7)
    assert.equal(change.effect.sigma, 0)
  })
})

describe('a series that is missing', () => {
  test('is so since the bucket after the last number', () => {
    const change = describeMissing(
      inputOf(
        noise.map((z, hour) => (hour >= 400 ? null : z)),
        { kind: 'missing', direction: 'down' },
      ),
    )
    assert.deepEqual(change.onset, { value: 400 * HOUR, lower: 399 * HOUR, upper: 400 * HOUR })
  })

  test('may, of a count, be so as much later as no event is no surprise', () => {
    // One event every second hour: nine of ten gaps are shorter than ln(10) / .5 = 4.6 hours.
    const values = Array.from({ length: 420 }, (_, hour) => (hour < 400 && hour % 2 === 0 ? 1 : 0))
    const change = describeMissing(
      inputOf(values, { kind: 'missing', direction: 'down' }, { family: 'count' }),
    )
    assert.equal(change.onset.value, 399 * HOUR)
    assert.equal(change.onset.upper, 404 * HOUR)
    assert.ok(Math.abs(change.from - 0.5) < 0.01, String(change.from))
  })
})

describe('whether a change is for the better', () => {
  const of = (goodDirection: 'up' | 'down' | null) => ({
    bucket: HOUR,
    family: 'real' as const,
    goodDirection,
    limit: null,
  })
  test('is its direction against the good one, unknown without one, and never of silence', () => {
    assert.equal(goodOf(of('down'), 'level', 'up'), false)
    assert.equal(goodOf(of('down'), 'level', 'down'), true)
    assert.equal(goodOf(of(null), 'level', 'up'), null)
    assert.equal(goodOf(of('up'), 'missing', 'up'), false)
    assert.equal(goodOf(of('up'), 'stuck', 'up'), false)
    assert.equal(goodOf(of('up'), 'variance', 'down'), true)
  })
})
