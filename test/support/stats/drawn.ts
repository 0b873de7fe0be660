// The share of truths from single draws, by the sums that an indicator keeps of them.
import type { Interval } from '../../../src/core/interval.ts'
import { type DrawnSums, hajekFromSums } from '../../../src/stats/intervals/hajek.ts'

export interface Drawn {
  truth: boolean
  /** Probability with which it was drawn, fixed before the truth was known; 0 < propensity <= 1. */
  propensity: number
}

export function hajekEstimate(draws: readonly Drawn[]): Interval {
  const sums: DrawnSums = { draws: 0, trues: 0, falses: 0, trueSquares: 0, falseSquares: 0 }
  for (const { truth, propensity } of draws) {
    const weight = 1 / propensity
    sums.draws += 1
    if (truth) {
      sums.trues += weight
      sums.trueSquares += weight * weight
    } else {
      sums.falses += weight
      sums.falseSquares += weight * weight
    }
  }
  return hajekFromSums(sums)
}
