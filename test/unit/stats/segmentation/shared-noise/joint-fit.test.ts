import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import { Moments, termAt } from '../../../../../src/stats/segmentation/shared-noise/joint-fit.ts'
import { rungOf } from '../../../../../src/stats/segmentation/shared-noise/rungs.ts'
import { ar1 } from '../../../../support/detection/describing.ts'

const near = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-7, `${actual} is not ${expected}`)

const VALUES = Float64Array.of(
  0.3,
  -0.2,
  0.1,
  0.5,
  -0.4,
  0.2,
  1.6,
  Number.NaN,
  Number.NaN,
  2.1,
  1.4,
  1.9,
  2.4,
  1.7,
)

describe('A joint fit of changes', () => {
  test('is the generalised least squares of all terms together', () => {
    // numpy as in whitened-sums.test.ts, with X of ones, t >= 6 and np.maximum(0, t - 9 + 1); n = 12, p = 3
    //   np.diag(inv(X.T @ V @ X)) * r / (n - p); -n / 2 * log(r / n) - slogdet(S)[1] / 2
    const moments = new Moments(rungOf(VALUES, 1), [
      { kind: 'step', at: 6 },
      { kind: 'hinge', at: 9 },
    ])
    const fit = moments.fit([0, 1], 0.4)
    for (const [k, expected] of [0.13728725, 1.59372352, 0.03198707].entries()) near(fit?.beta[k], expected)
    for (const [k, expected] of [0.07283004, 0.16920474, 0.01523717].entries())
      near(fit?.variance[k], expected)
    near(fit?.squares, 1.7659272209692656)
    near(fit?.logLikelihood, 11.325083376755485)
  })

  test('of fewer terms comes from the same moments', () => {
    const both = new Moments(rungOf(VALUES, 1), [
      { kind: 'step', at: 6 },
      { kind: 'hinge', at: 9 },
    ])
    const one = new Moments(rungOf(VALUES, 1), [{ kind: 'hinge', at: 9 }])
    near(both.fit([1], 0.3)?.squares, one.fit([0], 0.3)?.squares ?? 0)
  })

  test('cannot tell a term from itself, and says so', () => {
    const twice = new Moments(rungOf(VALUES, 1), [
      { kind: 'step', at: 6 },
      { kind: 'step', at: 6 },
    ])
    assert.equal(twice.fit([0, 1], 0), null)
  })

  test('finds the autocorrelation of the noise, and is cautious about it', () => {
    const moments = new Moments(rungOf(Float64Array.from(ar1(randomStream(41), 2000, 0.6)), 1), [])
    const likeliest = moments.likeliest([])?.phi ?? 0
    assert.ok(Math.abs(likeliest - 0.6) < 0.05, String(likeliest))
    assert.ok((moments.cautious([])?.phi ?? 0) > likeliest)
  })

  test('sees of a term what falls into each group', () => {
    assert.deepEqual(
      [0, 4, 8].map(start => termAt({ kind: 'step', at: 6 }, start, 4)),
      [0, 0.5, 1],
    )
    assert.deepEqual(
      [0, 4, 8].map(start => termAt({ kind: 'hinge', at: 6 }, start, 4)),
      [0, 0.75, 4.5],
    )
  })
})
