// The share of truths in a population of which only a random part was looked at, each with a known chance.
import type { Interval } from '../../core/interval.ts'
import { wilsonInterval } from './binomial-interval.ts'

/** What of the draws the estimate rests on: their number, and the weights (1 / propensity) and squared weights of each answer. */
export interface DrawnSums {
  draws: number
  trues: number
  falses: number
  trueSquares: number
  falseSquares: number
}

/**
 * Hajek's ratio estimate (Hajek 1971): every draw weighs 1 / propensity. Needs at least one draw.
 *
 * The interval is Wilson's at the effective sample size p (1 - p) / V, where V is the linearised variance
 * of the ratio (Korn and Graubard 1998; Dean and Pagano 2015). Where all draws agree V is zero, and Kish's
 * size (sum w)^2 / sum w^2 stands in. V has no finite population correction: the interval is about the
 * process that makes the claims, not only about those of the window.
 */
export function hajekFromSums(sums: Readonly<DrawnSums>): Interval {
  const { draws, trues, falses, trueSquares, falseSquares } = sums
  const total = trues + falses
  const share = trues / total
  const variance = ((1 - share) ** 2 * trueSquares + share ** 2 * falseSquares) / (total * total)
  const kish = (total * total) / (trueSquares + falseSquares)
  const effective = variance > 0 ? Math.min((share * (1 - share)) / variance, draws) : kish
  return wilsonInterval(share * effective, effective)
}
