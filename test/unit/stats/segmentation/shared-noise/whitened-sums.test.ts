import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { WhitenedSums } from '../../../../../src/stats/segmentation/shared-noise/whitened-sums.ts'

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`)

/** With a gap of two after the seventh. */
const ROW = {
  positions: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13),
  values: Float64Array.of(0.3, -0.2, 0.1, 0.5, -0.4, 0.2, 1.6, 2.1, 1.4, 1.9, 2.4, 1.7),
}

describe('Whitened sums', () => {
  test('leave the squares of generalised least squares, over gaps too', () => {
    // numpy 2.2.0: S = .4 ** abs(t[:, None] - t[None, :]) / (1 - .4 ** 2); V = inv(S)
    //   b = solve(X.T @ V @ X, X.T @ V @ y); r = y - X @ b; r @ V @ r, with X of ones, or of ones and t
    const sums = new WhitenedSums(ROW, 0.4)
    near(sums.level(0, 12), 6.392843877423388)
    near(sums.line(0, 12), 3.3137774695628757)
    near(sums.level(2, 9), 3.9623794871794886)
    near(sums.line(2, 9), 2.358219356637172)
  })

  test('find the hinge that leaves the fewest squares', () => {
    // The same with X of ones and np.maximum(0, t - t[k]): least at k = 4, 3.1485162632520374
    const { last, squares } = new WhitenedSums(ROW, 0.4).bestHinge(2, 9)
    assert.equal(last, 4)
    near(squares, 3.1485162632520374)
  })
})
