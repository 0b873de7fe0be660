import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  COEFFICIENTS,
  coefficientsOf,
  KEPT,
  LOG,
  type NoiseFrozen,
  PHI,
  RHO,
  SCALE,
  SHIFT,
  SPREAD,
} from '../../../../src/detection/noise/coefficients.ts'
import { FILTERS, WANDERS } from '../../../../src/detection/noise/models.ts'

const row = (from: number): number[] => Array.from({ length: FILTERS }, (_, index) => from + index / 100)
const frozen: NoiseFrozen = {
  filters: FILTERS,
  phi: row(0.1),
  shift: row(0.2),
  spread: row(0.8),
  scale: row(1.1),
  logs: row(-0.3),
}

describe('the coefficients of the noise filters', () => {
  test('are what was learned and the wander of each, filter by filter', () => {
    const of = coefficientsOf(frozen)
    assert.equal(of.length, COEFFICIENTS * FILTERS)
    for (const [index, { rho, theta }] of WANDERS.entries()) {
      const at = (place: number): number | undefined => of[COEFFICIENTS * index + place]
      assert.deepEqual([at(RHO), at(KEPT)], [rho, rho - theta])
      assert.deepEqual([at(PHI), at(SHIFT)], [frozen.phi[index], frozen.shift[index]])
      assert.deepEqual([at(SPREAD), at(LOG)], [frozen.spread[index], frozen.logs[index]])
      assert.equal(at(SCALE), frozen.scale[index])
    }
  })

  test('are made once of what was learned, and anew of anything else', () => {
    assert.equal(coefficientsOf(frozen), coefficientsOf(frozen))
    const other = coefficientsOf({ ...frozen, phi: row(0.5) })
    assert.equal(other[PHI], 0.5)
    assert.equal(coefficientsOf(frozen)[PHI], 0.1)
  })
})
