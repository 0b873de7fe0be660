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
import { WIDE_ROW, widen, wideness, widthCosts } from './shared/wide.ts'

type Pair = readonly [number, number]
/** Of a point that is usual, one that is out, one that is far out. */
type Triple = readonly [number, number, number]

/** Plain JSON; learned once. */
interface SpreadFrozen {
  /** The innovations' tenth and ninetieth percentile, beyond which a point is out; and those beyond which it is far out. */
  readonly low: number
  readonly high: number
  readonly lowest: number
  readonly highest: number
  /** For each alternative, what such a point multiplies its evidence by. */
  readonly factors: readonly Triple[]
  /** The same for a point that is not, and that is, beyond one side: below, above. */
  readonly sides: readonly Pair[]
  /** Of `wide.ts`. */
  readonly costs: readonly number[]
}

/** Plain JSON. */
export interface SpreadState {
  readonly frozen: SpreadFrozen
  /** In ten-thousandths, as far as they matter. */
  readonly evidence: number[]
  /** Evidence that either side alone has grown: below, above. */
  readonly sides: number[]
  /** The row of `wide.ts`. */
  readonly wide: number[]
  /** Which alternative an alarm is for (-1: none), and the log evidence that it is over. */
  likeliest: number
  recovery: number
}

const PER_GRAIN = 1e4
/** Beyond this many ten-thousandths they are not rounded. */
const SHORT = 1e10
const LARGEST = LARGEST_EVIDENCE * PER_GRAIN
const QUANTILE = 0.1
/** Eight points of 336 on either side. */
const FAR = 0.025
/** Values that repeat lie on a quantile as often as not: they are held to be within it, whatever the last digit says. */
const MARGIN = 1e-6
/**
 * Odds of a point that is out, and of one that is far out, under the alternatives: what a normal spread of 1.2, 1.6 and 2.1 times the width
 * and more makes of them; and their likes below one.
 */
const TIMES = [
  [1.5, 1.8],
  [2.5, 4],
  [4, 9],
  [0.6, 0.5],
  [0.3, 0.2],
  [0.1, 0.05],
] as const
const WIDER = 3
/** Evidence that is worth a word, in nats. */
const WORTH = 6
/** The odds at which either side is watched alone. */
const ONE_SIDED = 2
/** A series is wider where both sides show it: one of them alone is a level that moved, or a tail. */
const AGREED = Math.exp(5) * PER_GRAIN
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
  copy: ({ frozen, evidence, sides, wide, likeliest, recovery }) => ({
    frozen,
    evidence: evidence.slice(),
    sides: sides.slice(),
    wide: wide.slice(),
    likeliest,
    recovery,
  }),
  advance(state, { reading, model, options }, own) {
    const { frozen, evidence, sides, wide, likeliest: before } = state
    const below = reading.raw < frozen.low
    const above = reading.raw > frozen.high
    const without = placeOf(frozen, reading.raw)
    for (let index = 0; index < TIMES.length; index += 1)
      evidence[index] = grow(evidence[index] as number, (frozen.factors[index] as Triple)[without])
    sides[0] = grow(sides[0] as number, (frozen.sides[0] as Pair)[below ? 1 : 0])
    sides[1] = grow(sides[1] as number, (frozen.sides[1] as Pair)[above ? 1 : 0])
    widen(frozen.costs, wide, reading.raw)
    const total = totalOf(evidence)
    const threshold = watchThreshold(options.bucket)
    if (own === null) {
      state.likeliest = -1
      state.recovery = 0
      if (total < SHARE * threshold) return aWord(wideness(wide))
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
    if (own === null) return { ...found, wide: wideness(wide) }
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

const NOTHING = {
  evidence: doubles(TIMES.length),
  sides: doubles(2),
  wide: doubles(WIDE_ROW),
  likeliest: -1,
  recovery: 0,
}

function grow(evidence: number, factor: number): number {
  const next = (PER_GRAIN + evidence) * factor
  if (next < SHORT) return Math.floor(next)
  return next < LARGEST ? next : LARGEST
}

/** 0: usual, 1: out, 2: far out. */
function placeOf({ low, high, lowest, highest }: SpreadFrozen, raw: number): 0 | 1 | 2 {
  if (raw >= low && raw <= high) return 0
  return raw < lowest || raw > highest ? 2 : 1
}

/** No claim of its own: it tells what others claim. */
function aWord(wide: number): Evidence | null {
  return wide > WORTH ? { log: 0, pages: false, kind: 'variance', direction: 'up', wide } : null
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
  const lowest = quantileSorted(sorted, FAR) - MARGIN
  const highest = quantileSorted(sorted, 1 - FAR) + MARGIN
  const below = innovations.map(value => (value < low ? 1 : 0))
  const above = innovations.map(value => (value > high ? 1 : 0))
  const without = innovations.map(value => (value < low || value > high ? 1 : 0))
  const far = innovations.map(value => (value < lowest || value > highest ? 1 : 0))
  const wider = (quantile: number, side: number): number =>
    Number((quantile + side * (widening - 1) * Math.abs(quantile)).toPrecision(6))
  return {
    frozen: {
      low: wider(low, -1),
      high: wider(high, 1),
      lowest: wider(lowest, -1),
      highest: wider(highest, 1),
      factors: factorsOf(without, far, volatile),
      sides: [sideOf(below, volatile), sideOf(above, volatile)],
      costs: widthCosts(innovations),
    },
    ...NOTHING,
  }
}

/** Likelihood ratios of a point that is usual, out and far out, by how many times as large the odds of either are. */
function factorsOf(out: readonly number[], far: readonly number[], volatile: boolean): Triple[] {
  const count = out.length
  const [outside, beyond] = [shareOf(out), shareOf(far)]
  const power = 1 / Math.max(dispersionOf(out, volatile), dispersionOf(far, volatile))
  return TIMES.map(([more, most]): Triple => {
    const own = [believed(outside, more, count), believed(beyond, most, count)] as const
    const other = [shared(own[0], more), shared(own[1], most)] as const
    return [
      tempered((1 - other[0]) / (1 - own[0]), power),
      tempered((other[0] - other[1]) / (own[0] - own[1]), power),
      tempered(other[1] / own[1], power),
    ]
  })
}

/** The same of a point that is not, and that is, beyond one side. */
function sideOf(marks: readonly number[], volatile: boolean): Pair {
  const power = 1 / dispersionOf(marks, volatile)
  const share = believed(shareOf(marks), ONE_SIDED, marks.length)
  const other = shared(share, ONE_SIDED)
  return [tempered((1 - other) / (1 - share), power), tempered(other / share, power)]
}

function shareOf(marks: readonly number[]): number {
  return marks.reduce((sum, mark) => sum + mark, 0) / marks.length
}

/** The share at so many times the odds. */
function shared(share: number, times: number): number {
  const odds = (share / (1 - share)) * times
  return Math.min(0.9, odds / (1 + odds))
}

function tempered(ratio: number, power: number): number {
  return Number((ratio ** power).toPrecision(5))
}

function dispersionOf(marks: readonly number[], volatile: boolean): number {
  const memory = longRunRatio(marks, Math.min(MEMORY, Math.floor(marks.length / 4)))
  return Math.max(1, memory, ratioByDays(marks, volatile))
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
