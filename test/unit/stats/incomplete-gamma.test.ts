import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { inverseLowerGamma, lowerGamma } from '../../../src/stats/incomplete-gamma.ts'

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) <= 1e-10 * Math.abs(expected), `${actual} is not ${expected}`)

test('the function is that of SciPy', () => {
  // scipy.special.gammainc(a, x)
  const cases = [
    [0.5, 0.1, 0.34527915398142317],
    [3, 2, 0.32332358381693654],
    [3, 9, 0.9937678048936227],
    [100, 90, 0.15822098918643007],
    [1e-3, 1e-6, 0.9868481336940769],
  ] as const
  for (const [a, x, expected] of cases) near(lowerGamma(a, x), expected)
  assert.equal(lowerGamma(3, 0), 0)
})

test('the inverse is that of SciPy', () => {
  // scipy.special.gammaincinv(a, p)
  const cases = [
    [0.5, 0.025, 0.0004910345585876278],
    [3, 0.975, 7.22468766772396],
    [100, 0.5, 99.66686491931549],
  ] as const
  for (const [a, p, expected] of cases) near(inverseLowerGamma(a, p), expected)
})

test('the inverse leads back', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 500, noNaN: true }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (a, p) => {
        assert.ok(Math.abs(lowerGamma(a, inverseLowerGamma(a, p)) - p) < 1e-8)
      },
    ),
  )
})
