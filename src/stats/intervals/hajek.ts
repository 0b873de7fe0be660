// The share of truths in a population of which only a random part was looked at, each with a known chance.
import type { Interval } from '../../core/interval.ts'
import { wilsonInterval } from './binomial-interval.ts'

export interface Drawn {
  truth: boolean
  /** Probability with which it was drawn, fixed before the truth was known; 0 < propensity <= 1. */
  propensity: number
}

/**
 * Hajek's ratio estimate (Hajek 1971): every draw weighs 1 / propensity. Needs at least one draw.
 *
 * The interval is Wilson's at the effective sample size p (1 - p) / V, where V is the linearised variance
 * of the ratio (Korn and Graubard 1998; Dean and Pagano 2015). Where all draws agree V is zero, and Kish's
 * size (sum w)^2 / sum w^2 stands in. V has no finite population correction: the interval is about the
 * process that makes the claims, not only about those of the window.
 */
export function hajekEstimate(draws: readonly Drawn[]): Interval {
  let total = 0
  let squares = 0
  let trues = 0
  for (const { truth, propensity } of draws) {
    const weight = 1 / propensity
    total += weight
    squares += weight * weight
    if (truth) trues += weight
  }
  const share = trues / total
  let scatter = 0
  for (const { truth, propensity } of draws) {
    const residual = (Number(truth) - share) / propensity
    scatter += residual * residual
  }
  const variance = scatter / (total * total)
  const kish = (total * total) / squares
  const effective = variance > 0 ? Math.min((share * (1 - share)) / variance, draws.length) : kish
  return wilsonInterval(share * effective, effective)
}
