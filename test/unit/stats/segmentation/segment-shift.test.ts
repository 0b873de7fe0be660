import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fitShift, normalBelow } from '../../../../src/stats/segmentation/segment-shift.ts'

const SHORT = [0.3, -0.2, 0.1, 0.5, -0.4, 0.2, 1.6, 2.1, 1.4, 1.9, 2.4, 1.7]
const SHORT_MASS = [0.000257053, 0.007060775, 0.978965285, 0.013173887, 0.000543]

describe('A shift', () => {
  test('has the posterior that the full regression gives', () => {
    // numpy 2.2.0: y = np.array(SHORT); one = np.ones(12); x = (np.arange(12) >= k) * 1.0
    //   V = lambda v: np.eye(12) + 1e9 * np.outer(one, one) + v * np.outer(x, x)   # n - 1 degrees of freedom
    //   the weights of k = 4..8 are proportional to det(V(9))**-.5 * (y @ inv(V(9)) @ y)**(-11/2)
    const fit = fitShift('step', {
      positions: Float64Array.from(SHORT, (_, i) => i),
      values: Float64Array.from(SHORT),
      phi: 0,
      noise: null,
      from: 4,
      to: 9,
      sign: 0,
      anchor: 1e-9,
      reach: 3,
    })
    for (const [k, expected] of SHORT_MASS.entries()) {
      assert.ok(Math.abs((fit?.mass[k] ?? 0) - expected) < 1e-4, `${fit?.mass[k]} is not ${expected}`)
    }
  })

  test('in a row that does not vary is none', () => {
    const positions = Float64Array.from({ length: 20 }, (_, i) => i)
    const input = {
      positions,
      values: new Float64Array(20).fill(3),
      phi: 0,
      noise: null,
      anchor: 0,
      reach: 3,
    }
    assert.equal(fitShift('step', { ...input, from: 5, to: 15, sign: 0 }), null)
  })
})

describe('The normal distribution', () => {
  test('agrees with scipy', () => {
    // norm.cdf(1.5) == .9331927987
    assert.ok(Math.abs(normalBelow(1.5) - 0.9331927987) < 1e-7)
  })
})
