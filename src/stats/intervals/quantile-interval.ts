// Which order statistics of a sample are the distribution-free 95 % interval of a quantile.
import { gammaln } from 'simple-statistics'
import { TAIL } from './confidence.ts'

/**
 * Ranks, from 1, of the order statistics that hold the true quantile between them with at least 95 %, equal tails (David and Nagaraja
 * 2003, section 7.1): 0 or n + 1 where the sample is too small for a limit to exist, of the median for n < 6, the upper one of the 95th
 * percentile for n < 72.
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
