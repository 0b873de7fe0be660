// Evidence that a whitened series spreads otherwise than it did, while its level may have stayed.
import { quantileSorted } from 'simple-statistics'
import { longRunRatio } from '../../stats/autocorrelation.ts'
import { LARGEST_EVIDENCE } from '../baseline/mixture.ts'
import type { ChangeKind, Direction } from '../change.ts'
import type { Detector } from './detector.ts'

/** The innovations' tenth and ninetieth percentile, and what a point below, between or above them multiplies by. */
export interface SpreadFrozen {
  low: number
  high: number
  /** For each alternative, the factors of a point below, between and above. */
  factors: ReadonlyArray<readonly [number, number, number]>
}

export interface SpreadState {
  evidence: readonly number[]
}

interface Alternative {
  kind: ChangeKind
  direction: Direction
  /** How many times as often as in the baseline a point falls below the low and above the high quantile. */
  below: number
  above: number
}

const QUANTILE = 0.1
/** Values that repeat lie on a quantile as often as not: they are held to be within it, whatever the last digit says. */
const MARGIN = 1e-6
/** Odds of either tail under the alternatives: half as much again, two and a half times, and their likes below one. */
const MORE = [1.5, 2.5, 4]
const LESS = [0.6, 0.3, 0.1]

export const SPREADS: readonly Alternative[] = [
  ...MORE.map(by => ({ kind: 'variance' as const, direction: 'up' as const, below: by, above: by })),
  ...LESS.map(by => ({ kind: 'variance' as const, direction: 'down' as const, below: by, above: by })),
  ...MORE.map(by => ({ kind: 'distribution' as const, direction: 'up' as const, below: 1, above: by })),
  ...MORE.map(by => ({ kind: 'distribution' as const, direction: 'down' as const, below: by, above: 1 })),
]

/** The share of points in a tail is believed to be within so many standard errors of a tenth. */
const TOLERANCE = 1.5
/** Bartlett window for the memory of volatility: half a day of hours. */
const MEMORY = 12

/**
 * A mixture of e-Shiryaev-Roberts processes on the exceedances of frozen quantiles: below the tenth percentile,
 * between, above the ninetieth. Outliers count once, whatever their size; the likelihood ratios are tempered by the
 * autocorrelation of the exceedances, for quiet and wild hours come in runs.
 */
export const spreadEvidence: Detector<SpreadFrozen, number, SpreadState> = {
  name: 'spread',
  start: () => ({ evidence: SPREADS.map(() => 0) }),
  step({ low, high, factors }, { evidence }, innovation) {
    const outcome = innovation < low ? 0 : innovation > high ? 2 : 1
    const next: number[] = []
    for (let index = 0; index < factors.length; index += 1) {
      const grown = (1 + (evidence[index] ?? 0)) * (factors[index]?.[outcome] ?? 1)
      next.push(Math.min(grown, LARGEST_EVIDENCE))
    }
    return { evidence: next }
  },
  evidence: (_frozen, state) => Math.log(spreadTotal(state) || Number.MIN_VALUE),
}

export function spreadTotal({ evidence }: SpreadState): number {
  let total = 0
  for (const each of evidence) total += each
  return total / SPREADS.length
}

/**
 * Index of the alternative that the evidence speaks for most. One tail must be well ahead before both are out of the
 * question: the simpler account of a wider series is that it is wider.
 */
export function likeliestSpread({ evidence }: SpreadState): number {
  let best = 0
  let most = 0
  for (const [index, each] of evidence.entries()) {
    const weighed = SPREADS[index]?.kind === 'variance' ? each * AHEAD : each
    if (weighed > most) {
      best = index
      most = weighed
    }
  }
  return best
}

const AHEAD = 8

/** Natural log of the evidence that both tails have grown; nothing if one alone is well ahead. */
export function wideningEvidence({ evidence }: SpreadState): number {
  const both = sum(evidence.slice(0, MORE.length))
  const one = sum(evidence.slice(MORE.length + LESS.length))
  return both * AHEAD > one ? Math.log(both / SPREADS.length) : Number.NEGATIVE_INFINITY
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0)
}

/**
 * @param innovations the baseline's own
 * @param widening how many times as wide those to come are expected to be
 */
export function fitSpread(innovations: readonly number[], widening = 1): SpreadFrozen {
  const sorted = innovations.toSorted((a, b) => a - b)
  const low = quantileSorted(sorted, QUANTILE) - MARGIN
  const high = quantileSorted(sorted, 1 - QUANTILE) + MARGIN
  const count = innovations.length
  const below = innovations.filter(value => value < low).length / count
  const above = innovations.filter(value => value > high).length / count
  const outside = innovations.map(value => (value < low || value > high ? 1 : 0))
  const dispersion = Math.max(1, longRunRatio(outside, MEMORY))
  const factors = SPREADS.map(alternative => {
    const null0 = believed(below, alternative.below, count)
    const null2 = believed(above, alternative.above, count)
    const other0 = shifted(null0, alternative.below)
    const other2 = shifted(null2, alternative.above)
    const ratios = [other0 / null0, (1 - other0 - other2) / (1 - null0 - null2), other2 / null2]
    const [a = 1, b = 1, c = 1] = ratios.map(ratio => Number((ratio ** (1 / dispersion)).toPrecision(6)))
    return [a, b, c] as const
  })
  const wider = (quantile: number, side: number): number =>
    Number((quantile + side * (widening - 1) * Math.abs(quantile)).toPrecision(9))
  return { low: wider(low, -1), high: wider(high, 1), factors }
}

/** The share of a tail at the edge of what the baseline's own error allows, on the side of the alternative. */
function believed(share: number, by: number, count: number): number {
  const usual = Math.max(share, 0.5 / count)
  const error = TOLERANCE * Math.sqrt((usual * (1 - usual)) / count)
  if (by > 1) return Math.min(0.3, usual + error)
  return by < 1 ? Math.max(usual / 4, usual - error) : usual
}

function shifted(share: number, by: number): number {
  const odds = (share / (1 - share)) * by
  return Math.min(0.45, odds / (1 + odds))
}
