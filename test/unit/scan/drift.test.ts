import assert from 'node:assert/strict'
import { test } from 'node:test'
import { weightOf } from '../../../src/scan/drift.ts'
import { drifted } from '../../support/scan/drifted.ts'

test('a drift weighs by its size in noise and in itself, and neither without end', () => {
  const weight = (sigma: number, ratio: number | null): number =>
    weightOf(
      drifted({}, { sigma, relative: ratio === null ? null : { value: ratio, lower: ratio, upper: ratio } })
        .drift,
    )
  assert.ok(Math.abs(weight(2, 1) - 2 * Math.log(2)) < 1e-12)
  assert.ok(Math.abs(weight(-2, -0.5) - 2 * Math.log(2)) < 1e-12)
  assert.equal(weight(50, 0.2), weight(5, 0.2))
  assert.equal(weight(1, 1e6), weight(1, 9))
  assert.ok(Math.abs(weight(1, -1) - weight(1, 9)) < 1e-12)
  assert.ok(Math.abs(weight(3, null) - weight(3, 1 / 3)) < 1e-12)
})
