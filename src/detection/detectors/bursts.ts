// Evidence in single values: one, or two of three in a row, far beyond what the series ever did.
import { quantileSorted } from 'simple-statistics'
import { DAY, HOUR } from '../../core/duration.ts'
import { TAIL_BINS } from '../../stats/pareto-tail.ts'
import { type Baseline, mayCluster } from '../baseline/baseline.ts'
import { isDiscrete } from '../baseline/discrete.ts'
import type { WhitenedModel } from '../baseline/whitened.ts'
import type { Alarm, Direction } from '../change.ts'
import { PAGE_OVER_WATCH, watchThreshold } from '../evidence/levels.ts'
import { clamp } from '../evidence/score.ts'
import type { LocalPlace } from '../rhythm/clock.ts'
import { offsetOf, tablesOf } from '../rhythm/tables.ts'
import type { Detector, Evidence, Seen } from './detector.ts'
import { inPlace } from './shared/in-place.ts'
import {
  byChance,
  close,
  learn,
  open,
  PAIRS,
  probabilityOf,
  STATISTICS,
  statistic,
  type Tails,
  UNITS,
} from './shared/tails.ts'

/** Plain JSON, in few rows of numbers. */
export type BurstsState = Tails

/** The last two distances from the base; where the series has been of late, from the baseline. All in hundredths. */
const LAST = 2 * STATISTICS
const EARLIER = LAST + 1
const BASE = LAST + 2
/** While an alarm stands: how far from the base it went, points beyond half of that, and points in a row that were not. */
const HEIGHT = LAST + 3
const OUTSIDE = LAST + 4
const QUIET = LAST + 5
/** Start of the last bucket, in buckets; between, `COUNT`. */
const AT = LAST + 7
const PLACES = LAST + 8

/** The threshold of the tails: of 168 values 17 lie beyond. */
const EDGE = 0.9
const FEWEST = 100
/** Nearer than so many edges nothing is rare enough. */
const RARE = 3
/** Two of three are raised at this share of the probability: they are held to be what chance makes of single values at least. */
const TOGETHER = 0.8
/** A day is no burst. */
const WIDEST = 6 * HOUR
/** So many points within the usual range end it, so many beyond make it worth a page. */
const LONG_QUIET = 12
const LASTS = 6
/** The base follows the series within about a day of hours, by so many standard deviations at most. */
const MEMORY = 24
const STRIDE = 3
const STANDS_OUT = 3.5
/** Log evidence for a wider spread beyond which values far out are of it. */
const WIDER = 6
/** After so many buckets without a look the base begins anew. */
const LONGEST_GAP = 24
const FARTHEST = 1e6
/** Nothing is held to be rarer. */
const LEAST = 1e-40

/** docs/reference/detectors/bursts.md */
export const bursts: Detector<BurstsState> = inPlace<BurstsState>({
  name: 'bursts',
  kinds: ['burst'],
  pausedBy: ['level', 'slope', 'variance'],
  init: begin,
  copy: ({ edges, counts, row }) => ({ edges, counts, row: row.slice() }),
  advance(state, seen, own) {
    if (own !== null) return stand(state, seen, own)
    const { standing, reading, options } = seen
    const { edges, row } = state
    const now = Math.round(seen.at / options.bucket)
    const gap = now - (row[AT] as number)
    row[AT] = now
    if (gap > LONGEST_GAP) {
      beginAt(row, reading.deviation)
      return null
    }
    const base = row[BASE] as number
    const pair = middleOf(reading.deviation, row)
    move(row, reading.deviation)
    const rare = isRare(edges, reading.raw, pair) ? strangest(state, reading.raw, pair) : null
    if (rare === null || rare.log < Math.log(watchThreshold(options.bucket))) {
      if (standing === null) state.counts = learn(edges, state.counts, row, reading.raw, pair)
      return null
    }
    const { place, log } = rare
    const direction: Direction = place % 2 === 0 ? 'up' : 'down'
    if (isAccountedFor(seen)) return null
    row[BASE] = base
    row[HEIGHT] = inUnits(reading.deviation) - base
    row[OUTSIDE] = 1
    open(edges, row, reading.raw, pair)
    return { log, pages: false, kind: 'burst', direction }
  },
  restart({ edges, counts, row: before }, ended) {
    const row = before.with(LAST, 0).with(EARLIER, 0).with(OUTSIDE, 0).with(QUIET, 0)
    return { edges, counts: ended ? close(counts, row) : counts, row }
  },
  relearn(state, baseline) {
    const anew = begin(baseline)
    if (anew === null) return state
    return { ...anew, row: anew.row.with(BASE, state.row[BASE] as number).with(AT, state.row[AT] as number) }
  },
})

/**
 * What accounts for a value far out: a change that is found at this point, the hour that stands as another; at an hour that has a job of
 * its own, that hour's own noise, which the detector of hours knows; and a few minutes where the rhythm is steep.
 */
function isAccountedFor(seen: Seen): boolean {
  const { at, claims, standing, said } = seen
  if (claims.length > 0 || said.some(({ wide = 0 }) => wide > WIDER) || isJob(seen) || isOnEdge(seen))
    return true
  return standing?.kind === 'hour' && (at - standing.at) % DAY === 0
}

/** Whether the hour usually stands out from either neighbour, by more than noise does. */
function isJob({ model, reading: { place } }: Seen): boolean {
  if (model.type === 'rate' || model.rhythm.slots < 4) return false
  const own = usualAt(model, place, 0)
  return [-1, 1].every(by => Math.abs(own - usualAt(model, place, by)) > STANDS_OUT)
}

/** Whether the rhythm is steep about the hour, and the value lies between what is usual before and after it: it came sooner or later. */
function isOnEdge({ model, reading: { place, deviation } }: Seen): boolean {
  if (model.type === 'rate' || model.rhythm.slots < 4) return false
  const [before, after] = [usualAt(model, place, -1), usualAt(model, place, 1)]
  if (Math.abs(after - before) < STANDS_OUT) return false
  const value = usualAt(model, place, 0) + deviation
  return value > Math.min(before, after) - 1 && value < Math.max(before, after) + 1
}

/** Offset of the hour so many after a place, in standard deviations. */
function usualAt({ rhythm }: WhitenedModel, place: LocalPlace, by: number): number {
  const { slots } = rhythm
  return offsetOf(tablesOf(rhythm), { ...place, slot: (place.slot + by + slots) % slots })
}

/** A point while an alarm stands: the base goes on following the series, faster where it went far. */
function stand({ edges, row }: BurstsState, { at, model, options, reading }: Seen, own: Alarm): Evidence {
  row[AT] = Math.round(at / options.bucket)
  const height = row[HEIGHT] as number
  const distance = inUnits(reading.deviation) - (row[BASE] as number)
  const out = Math.sign(height) * distance > Math.abs(height) / 2
  open(edges, row, reading.raw, middleOf(reading.deviation, row))
  if (out) row[OUTSIDE] = (row[OUTSIDE] as number) + 1
  row[QUIET] = out ? 0 : (row[QUIET] as number) + 1
  move(row, reading.deviation, Math.max(STRIDE, Math.abs(height) / UNITS / 4))
  const pages = own.severity === 'watch' && (row[OUTSIDE] as number) >= LASTS && !mayCluster(model)
  return {
    log: pages ? own.evidence + Math.log(PAGE_OVER_WATCH) : 0,
    pages,
    kind: 'burst',
    direction: own.direction,
    over: (row[QUIET] as number) >= LONG_QUIET,
  }
}

/** Where a series was before a silence, or before another level, says nothing of where it is. */
function beginAt(row: number[], deviation: number): void {
  row[LAST] = 0
  row[EARLIER] = 0
  row[BASE] = inUnits(deviation)
}

/** The second largest of three distances from the base, by size: of this point and the two in `row`. In hundredths. */
function middleOf(deviation: number, row: readonly number[]): number {
  const now = inUnits(deviation) - (row[BASE] as number)
  const last = row[LAST] as number
  const earlier = row[EARLIER] as number
  return now + last + earlier - Math.max(now, last, earlier) - Math.min(now, last, earlier)
}

/** Whether any statistic is worth a calculation: at most points none is. */
function isRare(edges: readonly number[], innovation: number, pair: number): boolean {
  for (let place = 0; place < STATISTICS; place += 1)
    if (statistic(place, innovation, pair) >= RARE * (edges[place] as number)) return true
  return false
}

function move(row: number[], deviation: number, stride: number = STRIDE): void {
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
    const probability = place < PAIRS ? own : TOGETHER * Math.max(own, byChance(state, place - PAIRS, value))
    if (probability >= least) continue
    least = probability
    strange = place
  }
  return { place: strange, log: -Math.log(Math.max(least, LEAST) * STATISTICS) }
}

function begin(baseline: Baseline): BurstsState | null {
  const { model, innovations, samples, options, widening } = baseline
  if (model.type === 'rate' || options.bucket > WIDEST) return null
  if (innovations.length < FEWEST || isDiscrete(samples)) return null
  const row = Array.from({ length: PLACES }, () => 0)
  const pairs = deviations(baseline).map(deviation => {
    const pair = middleOf(deviation, row)
    move(row, deviation)
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
  const { center, sigma } = model
  const tables = tablesOf(model.rhythm)
  return samples.map(({ score }, index) =>
    clamp((score - center) / sigma - offsetOf(tables, places[index] as LocalPlace), -FARTHEST, FARTHEST),
  )
}

/** A state is kept as text: whole hundredths. */
function inUnits(value: number): number {
  return Math.round(value * UNITS)
}
