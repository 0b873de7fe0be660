// A quantile of a sample that is held as a whole, with its distribution-free 95 % interval.
import { quantileSorted } from 'simple-statistics'
import type { Interval } from '../../../src/core/interval.ts'
import { quantileRanks } from '../../../src/stats/intervals/quantile-interval.ts'

/**
 * By linear interpolation, type 7 of Hyndman and Fan (1996). `sorted` ascends and is not empty; `0 < p < 1`. A limit that does not exist
 * is -Infinity or Infinity.
 */
export function quantileInterval(sorted: ArrayLike<number>, p: number): Interval {
  const { lower, upper } = quantileRanks(sorted.length, p)
  return {
    value: quantileSorted(sorted as number[], p),
    lower: sorted[lower - 1] ?? Number.NEGATIVE_INFINITY,
    upper: sorted[upper - 1] ?? Number.POSITIVE_INFINITY,
  }
}
