// Turns cells into the points of series, one for every bucket that has closed. A pass holds the open bucket of each series
// and nothing else, however long the history is.
import type { Millis } from '../core/clock.ts'
import type { Labels } from '../core/series-key.ts'
import { ask, type IndicatorFault } from '../indicators/ask.ts'
import type { Cell, Indicator, Window } from '../indicators/indicator.ts'
import { mergeMeasures, startTally, type Tally } from '../indicators/tally.ts'
import { addToWindow, ownCell, type Slice } from './cells.ts'
import type { Grouping } from './grouping.ts'
import type { Point } from './series.ts'

/** The buckets of one series that are to get a point. */
export interface DueSeries {
  indicator: Indicator
  grouping: Grouping
  /** Key of its group. */
  key: string
  labels: Labels
  bucket: Millis
  /** Start of the first bucket, end of the last. */
  from: Millis
  to: Millis
}

export interface SeriesPoints extends Pick<DueSeries, 'indicator' | 'key' | 'labels' | 'bucket'> {
  points: Point[]
}

export interface PointPass {
  /** Takes the next slice, in time order. */
  add(slice: Slice): void
  /** Ends the buckets that are still open. */
  end(): void
  /** The points made since it was last asked, in order. */
  take(): SeriesPoints[]
  /** How many points wait to be taken. */
  waiting(): number
  /** The latest fault of each indicator that has one. */
  readonly faults: ReadonlyMap<string, IndicatorFault>
  /** Of each of these, the keys of the series of which the latest bucket is without a value for that. */
  readonly failing: ReadonlyMap<string, ReadonlySet<string>>
}

interface Open extends DueSeries {
  tally: Tally
  /** For an indicator with a view: the cells so far, for every bucket looks at them anew. */
  cells: Cell[]
  /** Start of the open bucket. */
  at: Millis
  /** Up to here a wider cell hides what happened in which bucket. */
  blurredUpTo: Millis
  points: Point[]
}

/**
 * A bucket has a point without a value where the estimator declines, and for a count zero where nothing came. A bucket
 * that is narrower than a cell over it has none.
 */
export function startPoints(due: readonly DueSeries[]): PointPass {
  const routes = routesOf(due)
  const faults = new Map<string, IndicatorFault>()
  const failing = new Map<string, Set<string>>()
  const all = [...routes.values()].flatMap(groups => [...groups.values()].flat())
  let waiting = 0

  const closeUpTo = (open: Open, moment: Millis): void => {
    while (open.at < open.to && open.at + open.bucket <= moment) {
      if (open.at >= open.blurredUpTo) {
        open.points.push(closeBucket(open, faults, failing))
        waiting++
      }
      open.at += open.bucket
      open.tally = startTally()
    }
  }

  return {
    add: slice => {
      for (const { labels, tally } of slice.cells) {
        for (const [grouping, groups] of routes) {
          for (const open of groups.get(grouping(labels).key) ?? []) {
            closeUpTo(open, slice.from)
            addTo(open, { from: slice.from, to: slice.to, tally })
          }
        }
      }
    },
    end: () => {
      for (const open of all) closeUpTo(open, Number.POSITIVE_INFINITY)
    },
    take: () => {
      const taken = all
        .filter(({ points }) => points.length > 0)
        .map(({ points, ...open }) => ({ ...open, points }))
      for (const open of all) open.points = []
      waiting = 0
      return taken
    },
    waiting: () => waiting,
    faults,
    failing,
  }
}

/** By grouping, then by key of the group. */
function routesOf(due: readonly DueSeries[]): Map<Grouping, Map<string, Open[]>> {
  const routes = new Map<Grouping, Map<string, Open[]>>()
  for (const one of due) {
    const groups = routes.get(one.grouping) ?? new Map<string, Open[]>()
    routes.set(one.grouping, groups)
    const open: Open = {
      ...one,
      tally: startTally(),
      cells: [],
      at: one.from,
      blurredUpTo: Number.NEGATIVE_INFINITY,
      points: [],
    }
    groups.set(one.key, [...(groups.get(one.key) ?? []), open])
  }
  return routes
}

function addTo(open: Open, cell: Cell): void {
  if (open.at >= open.to) return
  if (open.indicator.view !== undefined) open.cells.push(ownCell(cell, open.indicator))
  else if (cell.to <= open.at || cell.from >= open.at + open.bucket) return
  else if (cell.from >= open.at && cell.to <= open.at + open.bucket) {
    mergeMeasures(open.tally, cell.tally, open.indicator.measures)
  } else open.blurredUpTo = Math.max(open.blurredUpTo, cell.to)
}

function closeBucket(
  open: Open,
  faults: Map<string, IndicatorFault>,
  failing: Map<string, Set<string>>,
): Point {
  const { indicator, key, at, bucket, cells } = open
  const window: Window = { from: at, to: at + bucket }
  const tallied = (): Tally => {
    for (const cell of cells) addToWindow(indicator, cell, window, open.tally)
    return open.tally
  }
  const { estimate, fault } = ask(indicator, tallied, window)
  if (fault !== null) {
    faults.set(indicator.name, fault)
    failing.set(indicator.name, (failing.get(indicator.name) ?? new Set()).add(key))
  } else if (failing.size > 0) failing.get(indicator.name)?.delete(key)
  if (!estimate.ok) return { at, value: null, lower: null, upper: null, n: estimate.n }
  const { value, lower, upper, n } = estimate
  return { at, value, lower: finite(lower), upper: finite(upper), n }
}

/** A limit that does not exist is null. */
function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null
}
