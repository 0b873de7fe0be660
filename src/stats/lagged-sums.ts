// Running sums from which the mean, the spread and the lag-one autocorrelation of a row follow without the row.
import { unbiasedLagOne } from './autocorrelation.ts'

/** Plain JSON. A pair is two neighbours: `older` and `newer` are sums over the first and the second of each. */
export interface LaggedSums {
  readonly count: number
  readonly sum: number
  readonly squares: number
  readonly pairs: number
  readonly older: number
  readonly newer: number
  readonly olderSquares: number
  readonly newerSquares: number
  readonly products: number
}

export const NO_SUMS: LaggedSums = {
  count: 0,
  sum: 0,
  squares: 0,
  pairs: 0,
  older: 0,
  newer: 0,
  olderSquares: 0,
  newerSquares: 0,
  products: 0,
}

/** @param before the value of which this one is the neighbour; null: of none */
export function addLagged(sums: LaggedSums, value: number, before: number | null): LaggedSums {
  const count = sums.count + 1
  const sum = sums.sum + value
  const squares = sums.squares + value * value
  if (before === null) return { ...sums, count, sum, squares }
  return {
    count,
    sum,
    squares,
    pairs: sums.pairs + 1,
    older: sums.older + before,
    newer: sums.newer + value,
    olderSquares: sums.olderSquares + before * before,
    newerSquares: sums.newerSquares + value * value,
    products: sums.products + before * value,
  }
}

export function meanOf({ sum, count }: LaggedSums): number {
  return count === 0 ? 0 : sum / count
}

/** Mean square about the mean. */
export function varianceOf(sums: LaggedSums): number {
  return sums.count === 0 ? 0 : Math.max(0, sums.squares / sums.count - meanOf(sums) ** 2)
}

/** As `lagOne` has it of the row less its mean. */
export function lagOneOf(sums: LaggedSums): number {
  const mean = meanOf(sums)
  const { pairs, older, newer, olderSquares, products } = sums
  return unbiasedLagOne(
    products - mean * (older + newer) + pairs * mean * mean,
    olderSquares - 2 * mean * older + pairs * mean * mean,
    pairs,
  )
}

/** Mean and variance of `z[t] - phi z[t-1]` over all pairs, z being the row less its mean. */
export function innovationMoments(sums: LaggedSums, phi: number): { mean: number; variance: number } {
  const { pairs, older, newer, olderSquares, newerSquares, products } = sums
  if (pairs === 0) return { mean: 0, variance: 0 }
  const center = meanOf(sums) * (1 - phi)
  const mean = (newer - phi * older) / pairs
  const square = (newerSquares - 2 * phi * products + phi * phi * olderSquares) / pairs
  return { mean: mean - center, variance: Math.max(0, square - mean * mean) }
}
