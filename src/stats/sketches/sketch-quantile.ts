// A quantile of the numbers in a sketch, with its distribution-free 95 % interval.
import type { Interval } from '../../core/interval.ts'
import { quantileRanks } from '../intervals/quantile-interval.ts'
import { binEdges, binValue, type LogScale, type ReadonlySketch, sketchSize } from './log-sketch.ts'

/**
 * As `quantileInterval` of the numbers themselves, with each order statistic known only to its bin. The value takes the
 * numbers of a bin as spread evenly over it on a log scale, so it is off by less than twice the accuracy and does not
 * jump from bin to bin; the limits are widened to the outer edges of their bins. The sketch must not be empty.
 */
export function sketchQuantile(sketch: ReadonlySketch, scale: LogScale, p: number): Interval {
  const n = sketchSize(sketch)
  const order = orderStatistics(sketch, scale)
  const { lower, upper } = quantileRanks(n, p)
  const position = (n - 1) * p
  const below = Math.floor(position)
  const low = order(below).value
  const value = position === below ? low : low + (position - below) * (order(below + 1).value - low)
  return {
    value,
    lower: lower < 1 ? Number.NEGATIVE_INFINITY : Math.min(value, order(lower - 1).lower),
    upper: upper > n ? Number.POSITIVE_INFINITY : Math.max(value, order(upper - 1).upper),
  }
}

/** By rank from 0: the least and the largest that the order statistic can be, and where it is taken to be. */
function orderStatistics(
  { bins, counts }: ReadonlySketch,
  scale: LogScale,
): (rank: number) => { value: number; lower: number; upper: number } {
  return rank => {
    let before = 0
    for (const [place, bin] of bins.entries()) {
      const count = counts[place] ?? 0
      if (rank < before + count) {
        const edges = binEdges(bin, scale)
        const share = (rank - before + 0.5) / count
        const value =
          count === 1
            ? binValue(bin, scale)
            : edges.lower * Math.exp(share * Math.log(edges.upper / edges.lower))
        return { value: edges.upper === 0 ? 0 : value, ...edges }
      }
      before += count
    }
    return { value: 0, lower: 0, upper: 0 }
  }
}
