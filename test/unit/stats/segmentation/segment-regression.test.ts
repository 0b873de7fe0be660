import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type BreakInput, fitBreak } from '../../../../src/stats/segmentation/segment-regression.ts'

const INPUT: BreakInput = {
  positions: Float64Array.from({ length: 12 }, (_, i) => i),
  values: Float64Array.of(0.3, -0.2, 0.1, 0.5, -0.4, 0.2, 1.6, 2.1, 1.4, 1.9, 2.4, 1.7),
  at: 6,
  phi: 0.3,
  sigma: [0.5, 0.8],
}

describe('A broken line', () => {
  // numpy 2.2.0: W whitens with r = .3 and s = .5 before index 6, .8 from it on; A = W @ X
  //   b = solve(A.T @ A, A.T @ W @ y); C = inv(A.T @ A); b[-1], sqrt(C[-1, -1]), b[-1] ** 2 / C[-1, -1]
  for (const [shape, flat, value, error, gain] of [
    ['step', true, 1.6990584566106124, 0.49706857622402656, 11.683797597243334],
    ['step', false, 1.6776428831209889, 0.8087980239432804, 4.302480143030412],
    ['kink', true, 0.36420334082740374, 0.12287120403294723, 8.785927646843264],
  ] as const) {
    test(`has the ${shape} ${flat ? 'about a level' : 'about a line'} of generalised least squares`, () => {
      const fit = fitBreak(shape, flat, INPUT)
      for (const [got, expected] of [
        [fit?.value, value],
        [fit?.error, error],
        [fit?.gain, gain],
      ] as const) {
        assert.ok(Math.abs((got ?? Number.NaN) - expected) < 1e-9, `${got} is not ${expected}`)
      }
    })
  }
})
