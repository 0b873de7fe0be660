// How far single values and pairs of a series went so far, by runs, and how rare it is that one goes as far as this.
import { paretoTail, TAIL_BINS, tailBin } from '../../../stats/pareto-tail.ts'

/** Plain JSON. */
export interface Tails {
  /** By statistic, the value that one in ten lies beyond. */
  readonly edges: readonly number[]
  /** By statistic and bin, runs of values beyond the edge, by the largest of each. */
  counts: readonly number[]
  /** At the places below, and those of whoever keeps the tails. */
  readonly row: number[]
}

/** One innovation upwards, downwards; the second largest of three distances from the base upwards, downwards. */
export const STATISTICS = 4
export const PAIRS = 2
/** By statistic: the largest of the run that is under way, in hundredths of edges (0: none); points since its last value. */
const TOP = 0
const SINCE = STATISTICS
/** Points that the tails were learned from. */
export const COUNT = 2 * STATISTICS + 6
export const UNITS = 100
/** Values beyond the edge with fewer points between them are one run. */
const APART = 3

/** A statistic of a point: one innovation or, in hundredths, the middle of three distances; upwards and downwards. */
export function statistic(place: number, innovation: number, pair: number): number {
  const value = place < PAIRS ? innovation : pair / UNITS
  return place % 2 === 0 ? value : -value
}

export function probabilityOf({ edges, counts, row }: Tails, place: number, value: number): number {
  const times = value / (edges[place] as number)
  if (times <= 1) return 1
  const of = (one: number): number[] => counts.slice(one * TAIL_BINS, (one + 1) * TAIL_BINS)
  const own = of(place)
  const runs = own.reduce((sum, count) => sum + count, 1)
  const points = row[COUNT] as number
  const seen = own.slice(tailBin(times)).reduce((sum, count) => sum + count, 0)
  return Math.max((runs / points) * paretoTail(own, times, of(place ^ 1)), seen / points)
}

/**
 * Where single values go so far now and then, two of three do by chance; what was seen in none of n points may be as common as one
 * in twice as many.
 */
export function byChance(state: Tails, single: number, value: number): number {
  const { edges, counts, row } = state
  const from = single * TAIL_BINS
  const bin = tailBin(Math.max(1, value / (edges[single] as number)))
  const seen = counts.slice(from + bin, from + TAIL_BINS).reduce((sum, count) => sum + count, 0.5)
  return 3 * Math.max(probabilityOf(state, single, value), seen / (row[COUNT] as number)) ** 2
}

/** Values beyond their edges belong to the run that is under way. */
export function open(edges: readonly number[], row: number[], innovation: number, pair: number): void {
  for (let place = 0; place < STATISTICS; place += 1) {
    const times = statistic(place, innovation, pair) / (edges[place] as number)
    if (times <= 1) continue
    row[TOP + place] = Math.max(row[TOP + place] as number, Math.floor(times * UNITS))
    row[SINCE + place] = 0
  }
}

/** What was raised and is over has happened once: as much of it again is no longer farther than the series ever went. */
export function close(before: readonly number[], row: number[]): readonly number[] {
  let counts = before
  for (let place = 0; place < STATISTICS; place += 1) {
    const top = row[TOP + place] as number
    if (top > 0) counts = counted(counts, place, top)
    row[TOP + place] = 0
  }
  return counts
}

function counted(counts: readonly number[], place: number, top: number): readonly number[] {
  const bin = place * TAIL_BINS + tailBin(top / UNITS)
  return counts.with(bin, (counts[bin] as number) + 1)
}

/** A run counts once it is over, by its largest value. The row moves on; gives the counts after it. */
export function learn(
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
      counts = counted(counts, place, top)
      row[TOP + place] = 0
    }
  }
  return counts
}
