import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import {
  LEVEL,
  NOW,
  ONSET,
  pointsOf,
  resolvedSample,
  sample,
} from '../../../../../src/delivery/email/examples/samples.ts'

test('the points of a sample step at the onset, by as much as its change says', () => {
  const mean = (from: number, to: number): number => {
    const values = pointsOf(LEVEL)
      .filter(({ at }) => at >= from && at < to)
      .map(({ value }) => value ?? 0)
    return values.reduce((sum, one) => sum + one, 0) / values.length
  }
  const shift = mean(ONSET, NOW) - mean(ONSET - 240 * HOUR, ONSET)
  assert.ok(Math.abs(shift - (LEVEL.to - LEVEL.from)) < 1, `${shift}`)
})

test('a resolved sample is back to normal and ends after it began', () => {
  const { transition, points } = resolvedSample()
  assert.equal(transition.to, 'resolved')
  assert.ok(transition.at > NOW)
  assert.ok((points.at(-1)?.value ?? 99) < LEVEL.to)
  assert.equal(sample().transition.to, 'firing')
})
