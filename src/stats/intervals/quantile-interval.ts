// A quantile of a sample with its distribution-free 95 % interval.
import { gammaln, quantileSorted } from 'simple-statistics'
import type { Interval } from '../../core/interval.ts'
import { TAIL } from './confidence.ts'

/**
 * The sample quantile (linear interpolation, type 7 of Hyndman and Fan 1996) between two order statistics
 * that hold the true quantile with at least 95 %, equal tails (David and Nagaraja 2003, section 7.1).
 * `sorted` ascends and is not empty; `0 < p < 1`. Where the sample is too small for a limit to exist, the
 * limit is -Infinity or Infinity: of the median for n < 6, the upper one of the 95th percentile for n < 72.
 */
export function quantileInterval(sorted: ArrayLike<number>, p: number): Interval {
  const { lower, upper } = quantileRanks(sorted.length, p)
  return {
    value: quantileSorted(sorted as number[], p),
    lower: sorted[lower - 1] ?? Number.NEGATIVE_INFINITY,
    upper: sorted[upper - 1] ?? Number.POSITIVE_INFINITY,
  }
}

/**
 * Ranks, from 1, of the order statistics that bound the quantile: 0 or n + 1 where there is none.
 * With B binomial(n, p): the largest `lower` with P(B < lower) <= 2.5 %, the smallest `upper` with
 * P(B >= upper) <= 2.5 %.
 */
export function quantileRanks(n: number, p: number): { lower: number; upper: number } {
  const logOdds = Math.log(p) - Math.log1p(-p)
  const first = Math.max(0, Math.floor(n * p - NEGLIGIBLE * Math.sqrt(n * p * (1 - p))))
  let logMass = logMassAt(first, n, p)
  let below = 0
  let lower = first
  for (let k = first; k <= n; k++) {
    if (below <= TAIL) lower = k
    if (1 - below <= TAIL) return { lower, upper: k }
    below += Math.exp(logMass)
    logMass += Math.log((n - k) / (k + 1)) + logOdds
  }
  return { lower, upper: n + 1 }
}

/** Standard deviations below the mean of a binomial variable beyond which nothing is left that counts beside `TAIL`. */
const NEGLIGIBLE = 9

/** Of the binomial distribution. */
function logMassAt(k: number, n: number, p: number): number {
  if (k === 0) return n * Math.log1p(-p)
  const ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
  return ways + k * Math.log(p) + (n - k) * Math.log1p(-p)
}
