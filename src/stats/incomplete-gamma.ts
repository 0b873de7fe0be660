// The regularised lower incomplete gamma function and its inverse: what exact Poisson intervals are made of.
import { gammaln } from 'simple-statistics'

const ITERATIONS = 10_000
const PRECISION = 1e-15

/**
 * P(a, x) for a > 0 and x >= 0: the chance that a gamma variable of shape `a` is at most `x`.
 * Series for x < a + 1, continued fraction beyond (Press et al., Numerical Recipes, section 6.2).
 */
export function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0
  const scale = Math.exp(a * Math.log(x) - x - gammaln(a))
  return x < a + 1 ? scale * series(a, x) : 1 - scale * continuedFraction(a, x)
}

/** The x with `lowerGamma(a, x) = p`, for 0 < p < 1. Newton's method kept inside a bracket. */
export function inverseLowerGamma(a: number, p: number): number {
  let low = 0
  let high = a + 1
  while (lowerGamma(a, high) < p) {
    low = high
    high *= 2
  }
  let x = (low + high) / 2
  for (let step = 0; step < 200; step++) {
    const error = lowerGamma(a, x) - p
    if (error > 0) high = x
    else low = x
    const density = Math.exp((a - 1) * Math.log(x) - x - gammaln(a))
    const newton = x - error / density
    const next = newton > low && newton < high ? newton : (low + high) / 2
    if (Math.abs(next - x) <= 1e-12 * x) return next
    x = next
  }
  return x
}

function series(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let k = 1; k < ITERATIONS && term > sum * PRECISION; k++) {
    term *= x / (a + k)
    sum += term
  }
  return sum
}

/** Lentz's method. */
function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = Number.MAX_VALUE
  let d = 1 / b
  let value = d
  for (let k = 1; k < ITERATIONS; k++) {
    const an = -k * (k - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    const factor = c * d
    value *= factor
    if (Math.abs(factor - 1) < PRECISION) break
  }
  return value
}
