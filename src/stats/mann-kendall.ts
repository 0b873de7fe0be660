// Whether a short row rises or falls, and how fast: rank statistics that need no distribution.
import { median } from 'simple-statistics'
import { logNormalTail } from './normal.ts'

export interface Trend {
  /** Concordant less discordant pairs (Kendall's S). */
  statistic: number
  /** Variance of S under no trend: for ties, and for autocorrelation where that widens it. */
  variance: number
  /** Continuity-corrected normal score; 0 where the variance is. */
  score: number
  /** Natural log of the two-sided p-value. */
  logP: number
}

/**
 * The Mann-Kendall test with the variance of Hamed and Rao (1998): the lag correlations of the ranks of the detrended
 * row that are significant at 5 % widen the variance by their equation 10. A row that they would narrow is left as
 * Kendall has it: claims get no stronger by correction. Needs at least 4 values.
 */
export function mannKendall(values: readonly number[]): Trend {
  const count = values.length
  if (count < 4) throw new RangeError('mannKendall requires at least 4 values')
  let statistic = 0
  for (let i = 0; i < count; i += 1) {
    for (let j = i + 1; j < count; j += 1) statistic += Math.sign((values[j] ?? 0) - (values[i] ?? 0))
  }
  const variance = kendallVariance(values) * Math.max(1, hamedRaoFactor(values))
  const score = variance > 0 ? (statistic - Math.sign(statistic)) / Math.sqrt(variance) : 0
  return { statistic, variance, score, logP: Math.min(0, Math.log(2) + logNormalTail(Math.abs(score))) }
}

/** Median of the slopes of all pairs, in units a step (Theil 1950, Sen 1968). Needs at least 2 values. */
export function senSlope(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError('senSlope requires at least 2 values')
  const slopes: number[] = []
  for (let i = 0; i < values.length; i += 1) {
    for (let j = i + 1; j < values.length; j += 1) {
      slopes.push(((values[j] ?? 0) - (values[i] ?? 0)) / (j - i))
    }
  }
  return median(slopes)
}

/** Hamed and Rao's n / n*: 1 where no lag is significant. */
function hamedRaoFactor(values: readonly number[]): number {
  const count = values.length
  const slope = senSlope(values)
  const ranks = averageRanks(values.map((value, index) => value - slope * index))
  const mean = (count + 1) / 2
  const rest = ranks.map(rank => rank - mean)
  const squares = rest.reduce((sum, value) => sum + value * value, 0)
  if (squares === 0) return 1
  let sum = 0
  for (let lag = 1; lag <= count - 3; lag += 1) {
    let products = 0
    for (let index = lag; index < count; index += 1) {
      products += (rest[index] ?? 0) * (rest[index - lag] ?? 0)
    }
    const correlation = products / squares
    if (Math.abs(correlation) <= SIGNIFICANT / Math.sqrt(count)) continue
    sum += (count - lag) * (count - lag - 1) * (count - lag - 2) * correlation
  }
  return 1 + (2 * sum) / (count * (count - 1) * (count - 2))
}

const SIGNIFICANT = 1.959963984540054

function kendallVariance(values: readonly number[]): number {
  const count = values.length
  const groups = new Map<number, number>()
  for (const value of values) groups.set(value, (groups.get(value) ?? 0) + 1)
  let total = count * (count - 1) * (2 * count + 5)
  for (const size of groups.values()) total -= size * (size - 1) * (2 * size + 5)
  return total / 18
}

function averageRanks(values: readonly number[]): number[] {
  return values.map(value => {
    let below = 0
    let equal = 0
    for (const other of values) {
      if (other < value) below += 1
      else if (other === value) equal += 1
    }
    return below + (equal + 1) / 2
  })
}
