// Evidence in single values: one, or two of three in a row, far beyond what the series ever did.
import { quantileSorted } from 'simple-statistics'
import { DAY, HOUR } from '../../core/duration.ts'
import { paretoTail, TAIL_BINS, tailBin } from '../../stats/pareto-tail.ts'
import type { Baseline } from '../baseline/baseline.ts'
import { isDiscrete } from '../baseline/discrete.ts'
import type { Alarm, Direction } from '../change.ts'
import { PAGE_OVER_WATCH, watchThreshold } from '../evidence/levels.ts'
import { clamp } from '../evidence/score.ts'
import type { LocalPlace } from '../rhythm/clock.ts'
import { offsetOf } from '../rhythm/rhythm.ts'
import type { Detector, Evidence, Seen } from './detector.ts'

/** Plain JSON, copied at every point and so in few rows of numbers. */
export interface BurstsState {
  /** By statistic, the value that one in ten lies beyond. */
  readonly edges: readonly number[]
  /** By statistic and bin, runs of values beyond the edge, by the largest of each. */
  readonly counts: readonly number[]
  /** At the places below. */
  readonly row: readonly number[]
}

/** One innovation upwards, downwards; the second largest of three distances from the base upwards, downwards. */
const STATISTICS = 4
const PAIRS = 2
/** By statistic: the largest of the run that is under way, in hundredths of edges (0: none); points since its last value. */
const TOP = 0
const SINCE = STATISTICS
/** The last two distances from the base; where the series has been of late, from the baseline. All in hundredths. */
const LAST = 2 * STATISTICS
const EARLIER = LAST + 1
const BASE = LAST + 2
/** While an alarm stands: how far from the base it went, points beyond half of that, and points in a row that were not. */
const HEIGHT = LAST + 3
const OUTSIDE = LAST + 4
const QUIET = LAST + 5
/** Points that the tails were learned from. */
const COUNT = LAST + 6
/** Start of the last bucket, in buckets. */
const AT = LAST + 7
const PLACES = LAST + 8
const UNITS = 100

/** The threshold of the tails: of 168 values 17 lie beyond. */
const EDGE = 0.9
const FEWEST = 100
/** Values beyond the edge with fewer points between them are one run. */
const APART = 3
/** Nearer than so many edges nothing is rare enough. */
const RARE = 3
/** What is predicted of a tail errs towards rare: bursts are raised at this share of the probability that would make them one in A. */
const SHARE = 0.4
/** A day is no burst. */
const WIDEST = 6 * HOUR
/** So many points within the usual range end it, so many beyond make it worth a page. */
const LONG_QUIET = 12
const LASTS = 6
/** The base follows the series within about a day of hours, by so many standard deviations at most. */
const MEMORY = 24
const STRIDE = 3
const STANDS_OUT = 3.5
/** After so many buckets without a look the base begins anew. */
const LONGEST_GAP = 24
const FARTHEST = 1e6
/** Nothing is held to be rarer. */
const LEAST = 1e-40

/** docs/reference/detectors/bursts.md */
export const bursts: Detector<BurstsState> = {
  name: 'bursts',
  kinds: ['burst'],
  pausedBy: ['level', 'slope', 'variance'],
  init: begin,
  step(state, seen, own) {
    if (own !== null) return stand(state, seen, own)
    const { standing, reading, options } = seen
    const { edges, counts } = state
    const row = state.row.slice()
    const now = Math.round(seen.at / options.bucket)
    const gap = now - (row[AT] as number)
    row[AT] = now
    if (gap > LONGEST_GAP) return [{ edges, counts, row: begun(row, reading.deviation) }, null]
    const base = row[BASE] as number
    const pair = middleOf(reading.deviation, row)
    advance(row, reading.deviation)
    const { place, log } = isRare(edges, reading.raw, pair) ? strangest(state, reading.raw, pair) : NOTHING
    if (log < Math.log(watchThreshold(options.bucket))) {
      const after = standing === null ? learn(edges, counts, row, reading.raw, pair) : counts
      return [{ edges, counts: after, row }, null]
    }
    const direction: Direction = place % 2 === 0 ? 'up' : 'down'
    if (isAccountedFor(seen)) return [{ edges, counts, row }, null]
    row[BASE] = base
    row[HEIGHT] = inUnits(reading.deviation) - base
    row[OUTSIDE] = 1
    return [
      { edges, counts, row },
      { log, pages: false, kind: 'burst', direction },
    ]
  },
  restart({ edges, counts, row }) {
    return { edges, counts, row: row.with(LAST, 0).with(EARLIER, 0).with(OUTSIDE, 0).with(QUIET, 0) }
  },
  relearn(state, baseline) {
    const anew = begin(baseline)
    if (anew === null) return state
    return { ...anew, row: anew.row.with(BASE, state.row[BASE] as number).with(AT, state.row[AT] as number) }
  },
}

/**
 * What accounts for a value far out: a change that is found at this point, the hour that stands as another; and at an hour that has a
 * job of its own, that hour's own noise, which the detector of hours knows.
 */
function isAccountedFor(seen: Seen): boolean {
  const { at, claims, standing } = seen
  if (claims.length > 0 || isJob(seen)) return true
  return standing?.kind === 'hour' && (at - standing.at) % DAY === 0
}

/** Whether the hour usually stands out from either neighbour, by more than noise does. */
function isJob({ model, reading: { place } }: Seen): boolean {
  if (model.type === 'rate' || model.rhythm.slots < 4) return false
  const { slots } = model.rhythm
  const usual = (slot: number): number => offsetOf(model.rhythm, { ...place, slot: (slot + slots) % slots })
  const own = usual(place.slot)
  return [place.slot - 1, place.slot + 1].every(slot => Math.abs(own - usual(slot)) > STANDS_OUT)
}

/** A point while an alarm stands: the base goes on following the series, faster where it went far. */
function stand(
  { edges, counts, row: before }: BurstsState,
  { at, options, reading }: Seen,
  own: Alarm,
): readonly [BurstsState, Evidence] {
  const row = before.slice()
  row[AT] = Math.round(at / options.bucket)
  const height = row[HEIGHT] as number
  const distance = inUnits(reading.deviation) - (row[BASE] as number)
  const out = Math.sign(height) * distance > Math.abs(height) / 2
  if (out) row[OUTSIDE] = (row[OUTSIDE] as number) + 1
  row[QUIET] = out ? 0 : (row[QUIET] as number) + 1
  advance(row, reading.deviation, Math.max(STRIDE, Math.abs(height) / UNITS / 4))
  const pages = own.severity === 'watch' && (row[OUTSIDE] as number) >= LASTS
  const evidence: Evidence = {
    log: pages ? own.evidence + Math.log(PAGE_OVER_WATCH) : 0,
    pages,
    kind: 'burst',
    direction: own.direction,
    over: (row[QUIET] as number) >= LONG_QUIET,
  }
  return [{ edges, counts, row }, evidence]
}

/** Where a series was before a silence, or before another level, says nothing of where it is. */
function begun(row: readonly number[], deviation: number): number[] {
  return row.with(LAST, 0).with(EARLIER, 0).with(BASE, inUnits(deviation))
}

/** The second largest of three distances from the base, by size: of this point and the two in `row`. In hundredths. */
function middleOf(deviation: number, row: readonly number[]): number {
  const now = inUnits(deviation) - (row[BASE] as number)
  const last = row[LAST] as number
  const earlier = row[EARLIER] as number
  return now + last + earlier - Math.max(now, last, earlier) - Math.min(now, last, earlier)
}

/** A statistic of a point: one innovation or, in hundredths, the middle of three distances; upwards and downwards. */
function statistic(place: number, innovation: number, pair: number): number {
  const value = place < PAIRS ? innovation : pair / UNITS
  return place % 2 === 0 ? value : -value
}

/** Whether any statistic is worth a calculation: at most points none is. */
function isRare(edges: readonly number[], innovation: number, pair: number): boolean {
  for (let place = 0; place < STATISTICS; place += 1)
    if (statistic(place, innovation, pair) >= RARE * (edges[place] as number)) return true
  return false
}

const NOTHING = { place: 0, log: Number.NEGATIVE_INFINITY }

function advance(row: number[], deviation: number, stride: number = STRIDE): void {
  const distance = inUnits(deviation) - (row[BASE] as number)
  row[EARLIER] = row[LAST] as number
  row[LAST] = distance
  row[BASE] = Math.round((row[BASE] as number) + clamp(distance, -stride * UNITS, stride * UNITS) / MEMORY)
}

/** The statistic that is least probable so far out, and what a point speaks by it, in nats. */
function strangest(state: BurstsState, innovation: number, pair: number): { place: number; log: number } {
  let least = 1
  let strange = 0
  for (let place = 0; place < STATISTICS; place += 1) {
    const value = statistic(place, innovation, pair)
    if (value < RARE * (state.edges[place] as number)) continue
    const own = probabilityOf(state, place, value)
    const probability = place < PAIRS ? own : Math.max(own, byChance(state, place - PAIRS, value))
    if (probability >= least) continue
    least = probability
    strange = place
  }
  return { place: strange, log: -Math.log(Math.max(least, LEAST) * STATISTICS * SHARE) }
}

function probabilityOf({ edges, counts, row }: BurstsState, place: number, value: number): number {
  const times = value / (edges[place] as number)
  if (times <= 1) return 1
  const own = counts.slice(place * TAIL_BINS, (place + 1) * TAIL_BINS)
  const runs = own.reduce((sum, count) => sum + count, 1)
  return (runs / (row[COUNT] as number)) * paretoTail(own, times)
}

/**
 * Where single values go so far now and then, two of three do by chance; what was seen in none of n points may be as common as one
 * in twice as many.
 */
function byChance(state: BurstsState, single: number, value: number): number {
  const { edges, counts, row } = state
  const from = single * TAIL_BINS
  const bin = tailBin(Math.max(1, value / (edges[single] as number)))
  const seen = counts.slice(from + bin, from + TAIL_BINS).reduce((sum, count) => sum + count, 0.5)
  return 3 * Math.max(probabilityOf(state, single, value), seen / (row[COUNT] as number)) ** 2
}

/** A run counts once it is over, by its largest value. The row moves on; gives the counts after it. */
function learn(
  edges: readonly number[],
  before: readonly number[],
  row: number[],
  innovation: number,
  pair: number,
): readonly number[] {
  let counts = before
  row[COUNT] = (row[COUNT] as number) + 1
  for (let place = 0; place < STATISTICS; place += 1) {
    const value = statistic(place, innovation, pair)
    const edge = edges[place] as number
    const top = row[TOP + place] as number
    if (value > edge) {
      row[TOP + place] = Math.max(top, Math.floor((value / edge) * UNITS))
      row[SINCE + place] = 0
    } else if (top > 0) {
      const since = (row[SINCE + place] as number) + 1
      row[SINCE + place] = since
      if (since < APART) continue
      const bin = place * TAIL_BINS + tailBin(top / UNITS)
      counts = counts.with(bin, (counts[bin] as number) + 1)
      row[TOP + place] = 0
    }
  }
  return counts
}

function begin(baseline: Baseline): BurstsState | null {
  const { model, innovations, samples, options, widening } = baseline
  if (model.type === 'rate' || options.bucket > WIDEST) return null
  if (innovations.length < FEWEST || isDiscrete(samples)) return null
  const row = Array.from({ length: PLACES }, () => 0)
  const pairs = deviations(baseline).map(deviation => {
    const pair = middleOf(deviation, row)
    advance(row, deviation)
    return pair
  })
  const single = innovations.map(innovation => innovation * widening)
  const edges = Array.from({ length: STATISTICS }, (_, place) => {
    const values = pairs.map((pair, index) => statistic(place, single[index] ?? 0, pair))
    const sorted = values.toSorted((a, b) => a - b)
    return Number(quantileSorted(sorted, EDGE).toFixed(3))
  })
  if (edges.some(edge => !(edge > 0))) return null
  let counts: readonly number[] = Array.from({ length: STATISTICS * TAIL_BINS }, () => 0)
  for (const [index, pair] of pairs.entries()) counts = learn(edges, counts, row, single[index] ?? 0, pair)
  row[AT] = Math.round((samples.at(-1)?.at ?? 0) / options.bucket)
  return { edges, counts, row }
}

/** What the points of a baseline lie from its level, its rhythm taken out. */
function deviations({ model, samples, places }: Baseline): number[] {
  if (model.type === 'rate') return []
  const { center, sigma, rhythm } = model
  return samples.map(({ score }, index) =>
    clamp((score - center) / sigma - offsetOf(rhythm, places[index] as LocalPlace), -FARTHEST, FARTHEST),
  )
}

/** A state is kept as text: whole hundredths. */
function inUnits(value: number): number {
  return Math.round(value * UNITS)
}
