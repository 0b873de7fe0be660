import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { projectBreach } from '../../../../src/detection/describe/breach.ts'
import type { Onset, Row } from '../../../../src/detection/describe/row.ts'
import type { DescribeInput } from '../../../../src/detection/evidence/score.ts'
import type { ShiftFit } from '../../../../src/stats/segmentation/segment-shift.ts'

/** A hundred hours, the last of which ends now; the change began at the fiftieth. */
const ROW: Row = {
  positions: Float64Array.from({ length: 100 }, (_, hour) => hour),
  values: new Float64Array(100),
  at: Float64Array.from({ length: 100 }, (_, hour) => hour * HOUR),
  step: HOUR,
  phi: 0,
  from: 40,
  to: 100,
  anchor: 0,
  now: 100 * HOUR,
}
const ONSET: Onset = { index: 50, lower: 48, upper: 52 }

function project(limit: number | null, fit: Partial<ShiftFit>) {
  const input = {
    options: { bucket: HOUR, family: 'real', goodDirection: null, limit },
    baseline: { from: 0, to: 40 * HOUR, center: 10, sigma: 2, phi: 0, scale: 'identity' },
  } as unknown as DescribeInput
  const whole: ShiftFit = {
    shape: 'ramp',
    evidence: 20,
    mass: new Float64Array(60),
    before: { value: 0, error: 0 },
    effect: { value: 5, error: 0.1 },
    rate: { value: 0.1, error: 0 },
    innovation: 1,
    ...fit,
  }
  return projectBreach(input, ROW, whole, ONSET)
}

describe('when a limit is crossed', () => {
  test('is where the line gets there: 30 hours from now, at a tenth of a deviation an hour', () => {
    // The line is at 10 + 2 * 5 = 20 now and rises by .2 an hour: it is at 26 in 30 hours.
    assert.deepEqual(project(26, {}), { value: 130 * HOUR, lower: 130 * HOUR, upper: 130 * HOUR })
  })

  test('lies between what the fastest and the slowest believable rate come to', () => {
    const breach = project(26, { rate: { value: 0.1, error: 0.01 } })
    assert.equal(breach?.value, 130 * HOUR)
    assert.ok(Math.abs((breach?.lower ?? 0) / HOUR - (100 + 3 / 0.1196)) < 1e-9)
    assert.ok(Math.abs((breach?.upper ?? 0) / HOUR - (100 + 3 / 0.0804)) < 1e-9)
  })

  test('is past where the line has crossed it already, but not before the change began', () => {
    assert.equal(project(18, {})?.value, 90 * HOUR)
    assert.equal(project(10.2, { effect: { value: 20, error: 0 } })?.value, 50 * HOUR)
  })

  test('is the onset where a step has crossed it, and never where it has not', () => {
    const step = { shape: 'step', rate: { value: 0, error: 0 } } as const
    assert.deepEqual(project(18, step), { value: 50 * HOUR, lower: 48 * HOUR, upper: 52 * HOUR })
    assert.equal(project(26, step), null)
  })

  test('is unknown without a limit, away from it, when it is not certain to get there, and beyond ten times its age', () => {
    assert.equal(project(null, {}), null)
    assert.equal(project(4, {}), null)
    assert.equal(project(26, { rate: { value: 0.1, error: 0.06 } }), null)
    assert.ok(project(20 + 0.2 * 499, {}))
    assert.equal(project(20 + 0.2 * 501, {}), null)
    assert.equal(project(Number.NaN, {}), null)
  })
})
