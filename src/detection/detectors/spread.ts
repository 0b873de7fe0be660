// Evidence that a whitened series spreads otherwise than it did, while its level may have stayed.
import { quantileSorted } from 'simple-statistics'
import { doubles } from '../../core/doubles.ts'
import { longRunRatio } from '../../stats/autocorrelation.ts'
import { type Baseline, mayCluster } from '../baseline/baseline.ts'
import { isDiscrete } from '../baseline/discrete.ts'
import { byDays } from '../baseline/volatility.ts'
import { baselineLength, watchThreshold } from '../evidence/levels.ts'
import { LARGEST_EVIDENCE } from '../evidence/mixture.ts'
import type { Detector, Evidence } from './detector.ts'
import { inPlace } from './shared/in-place.ts'

type Pair = readonly [number, number]

/** Plain JSON; learned once. */
interface SpreadFrozen {
  /** The innovations' tenth and ninetieth percentile. */
  readonly low: number
  readonly high: number
  /** For each alternative, what a point within and one without them multiplies its evidence by. */
  readonly factors: readonly Pair[]
  /** The same for a point that is not, and that is, beyond one side: below, above. */
  readonly sides: readonly Pair[]
}

/** Plain JSON. */
export interface SpreadState {
  readonly frozen: SpreadFrozen
  /** In ten-thousandths, as far as they matter. */
  readonly evidence: number[]
  /** Evidence that either side alone has grown: below, above. */
  readonly sides: number[]
  /** Which alternative an alarm is for (-1: none), and the log evidence that it is over. */
  likeliest: number
  recovery: number
}

const PER_GRAIN = 1e4
/** Beyond this many ten-thousandths they are not rounded. */
const SHORT = 1e10
const LARGEST = LARGEST_EVIDENCE * PER_GRAIN
const QUANTILE = 0.1
/** Values that repeat lie on a quantile as often as not: they are held to be within it, whatever the last digit says. */
const MARGIN = 1e-6
/** Odds of a point without the quantiles under the alternatives: half as much again, and so on; and their likes below one. */
const TIMES = [1.5, 2.5, 4, 0.6, 0.3, 0.1] as const
const WIDER = 3
/** The odds at which either side is watched alone. */
const ONE_SIDED = 2
/** A series is wider where both sides show it: one of them alone is a level that moved, or a tail. */
const AGREED = Math.exp(6) * PER_GRAIN
/** The spread may raise a quarter of the false alarms that the level may. */
const SHARE = 4
/** The share of points without is believed to be within so many standard errors of what was seen. */
const TOLERANCE = 1.5
/** Bartlett window for the memory of volatility: two days of hours. */
const MEMORY = 48
/** Marks are also counted by days; less than this of their autocorrelation (in standard errors) is chance, and more than that not believed. */
const CHANCE = 0.7
const MOST_TOGETHER = 0.85
/** Ten points beyond either quantile: fewer do not tell how often there will be one. */
const FEWEST = 100

/**
 * A mixture of e-Shiryaev-Roberts processes on the exceedances of frozen quantiles: within the tenth and the ninetieth percentile,
 * or without. Outliers count once, whatever their size; the likelihood ratios are tempered by the autocorrelation of the
 * exceedances, for quiet and wild hours come in runs. docs/reference/detectors/spread.md
 */
export const spread: Detector<SpreadState> = inPlace<SpreadState>({
  name: 'spread',
  kinds: ['variance'],
  pausedBy: ['level', 'slope'],
  init: learn,
  copy: ({ frozen, evidence, sides, likeliest, recovery }) => ({
    frozen,
    evidence: evidence.slice(),
    sides: sides.slice(),
    likeliest,
    recovery,
  }),
  advance(state, { reading, model, options }, own) {
    const { frozen, evidence, sides, likeliest: before } = state
    const below = reading.raw < frozen.low
    const above = reading.raw > frozen.high
    const without = below || above ? 1 : 0
    for (let index = 0; index < TIMES.length; index += 1)
      evidence[index] = grow(evidence[index] as number, (frozen.factors[index] as Pair)[without])
    sides[0] = grow(sides[0] as number, (frozen.sides[0] as Pair)[below ? 1 : 0])
    sides[1] = grow(sides[1] as number, (frozen.sides[1] as Pair)[above ? 1 : 0])
    const total = totalOf(evidence)
    const threshold = watchThreshold(options.bucket)
    if (own === null) {
      state.likeliest = -1
      state.recovery = 0
      if (total < SHARE * threshold) return null
    }
    const likeliest = likeliestOf(evidence)
    const wider = likeliest < WIDER
    const agreed = !wider || ((sides[0] as number) > AGREED && (sides[1] as number) > AGREED)
    const log = agreed ? Math.log(total / SHARE) : Number.NEGATIVE_INFINITY
    const found: Evidence = {
      log,
      pages: log >= model.page && !mayCluster(model),
      kind: 'variance',
      direction: own?.direction ?? (wider ? 'up' : 'down'),
    }
    if (own === null) return found
    const stands = before < 0 ? likeliest : before
    const gain = -Math.log(frozen.factors[stands]?.[without] ?? 1)
    state.likeliest = stands
    state.recovery = Math.max(0, state.recovery + gain)
    const over = state.recovery >= Math.log(threshold)
    return over ? { ...found, over } : found
  },
  restart: ({ frozen }) => ({ frozen, ...NOTHING }),
  relearn(state, baseline) {
    const anew = learn(baseline)
    return anew === null || isCoarse(baseline) ? state : { ...state, frozen: anew.frozen }
  },
  adopt: state => ({ ...state, likeliest: 0, recovery: 0 }),
})

const NOTHING = { evidence: doubles(TIMES.length), sides: doubles(2), likeliest: -1, recovery: 0 }

function grow(evidence: number, factor: number): number {
  const next = (PER_GRAIN + evidence) * factor
  if (next < SHORT) return Math.floor(next)
  return next < LARGEST ? next : LARGEST
}

function totalOf(evidence: readonly number[]): number {
  let total = 0
  for (const each of evidence) total += each
  return total / TIMES.length / PER_GRAIN
}

function likeliestOf(evidence: readonly number[]): number {
  let best = 0
  for (let index = 1; index < evidence.length; index += 1)
    if ((evidence[index] as number) > (evidence[best] as number)) best = index
  return best
}

/** Whitened anew, the few values of a coarse series would fall on other sides of the quantiles. */
function isCoarse({ samples }: Baseline): boolean {
  const equal = samples.filter(({ score }, index) => index > 0 && score === samples[index - 1]?.score).length
  return equal > samples.length / 30
}

function learn({ model, innovations, widening, samples, options }: Baseline): SpreadState | null {
  if (model.type === 'rate' || isDiscrete(samples)) return null
  if (innovations.length < Math.max(FEWEST, baselineLength(options.bucket))) return null
  const volatile = mayCluster(model)
  const sorted = innovations.toSorted((a, b) => a - b)
  const low = quantileSorted(sorted, QUANTILE) - MARGIN
  const high = quantileSorted(sorted, 1 - QUANTILE) + MARGIN
  const below = innovations.map(value => (value < low ? 1 : 0))
  const above = innovations.map(value => (value > high ? 1 : 0))
  const without = below.map((value, index) => Math.max(value, above[index] ?? 0))
  const wider = (quantile: number, side: number): number =>
    Number((quantile + side * (widening - 1) * Math.abs(quantile)).toPrecision(6))
  return {
    frozen: {
      low: wider(low, -1),
      high: wider(high, 1),
      factors: factorsOf(without, TIMES, volatile),
      sides: [below, above].flatMap(marks => factorsOf(marks, [ONE_SIDED], volatile)),
    },
    ...NOTHING,
  }
}

/** Likelihood ratios of a point that is not marked and one that is, by how many times as large the odds of a mark are. */
function factorsOf(marks: readonly number[], times: readonly number[], volatile: boolean): Pair[] {
  const count = marks.length
  const seen = marks.reduce<number>((sum, mark) => sum + mark, 0) / count
  const dispersion = Math.max(
    1,
    longRunRatio(marks, Math.min(MEMORY, Math.floor(count / 4))),
    ratioByDays(marks, volatile),
  )
  const tempered = (ratio: number): number => Number((ratio ** (1 / dispersion)).toPrecision(5))
  return times.map((many): Pair => {
    const share = believed(seen, many, count)
    const odds = (share / (1 - share)) * many
    const other = Math.min(0.9, odds / (1 + odds))
    return [tempered((1 - other) / (1 - share)), tempered(other / share)]
  })
}

/**
 * How much more the counts of whole days vary than those of independent marks, and hang together from day to day. Where volatility
 * wanders, the bias of that is put back (Kendall 1954) and its standard error added; else what chance makes of it is taken off.
 */
function ratioByDays(marks: readonly number[], volatile: boolean): number {
  const found = byDays(marks)
  if (found === null) return 1
  const { days, ratio, together } = found
  const doubt = volatile ? (1 + 3 * together) / days + 1 / Math.sqrt(days) : -CHANCE / Math.sqrt(days)
  const next = Math.min(MOST_TOGETHER, Math.max(0, together + doubt))
  return (ratio * (1 + next)) / (1 - next)
}

/** The share at the edge of what the baseline's own error allows, on the side of the alternative. */
function believed(share: number, times: number, count: number): number {
  const usual = Math.min(0.5, Math.max(share, 0.5 / count))
  const error = TOLERANCE * Math.sqrt((usual * (1 - usual)) / count)
  return times > 1 ? usual + error : Math.max(usual / 4, usual - error)
}
