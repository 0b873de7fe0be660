import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SIZES, WEIGHTS } from '../../../../src/detection/evidence/mixture.ts'

describe('the mixture of sizes', () => {
  test('has weights that sum to one over both signs', () => {
    assert.ok(Math.abs(2 * WEIGHTS.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-12)
  })

  test('has sizes each twice the one before: their likelihood ratios are powers of one exponential', () => {
    for (const [index, size] of SIZES.entries()) assert.ok(Math.abs(size - 0.1 * 2 ** index) < 1e-12)
  })
})
