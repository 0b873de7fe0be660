// A series as detection went through it, with the moments at which a plant may begin; and what comes of one that does. The detector is
// copied and fed moved values: rules, routes and mail are not run, and the docs say so.
import type { Millis } from '../../../core/clock.ts'
import type { Random } from '../../../core/random.ts'
import type { Direction, Monitor, MonitorOptions, MonitorState, Verdict } from '../../../detection/change.ts'
import { baselineLength, lastSearch } from '../../../detection/evidence/levels.ts'
import { watchedPoints } from '../../../detection/monitor.ts'
import type { Point, Series } from '../../../series/series.ts'
import type { Acceptance } from '../../../storage/store.ts'
import { moved, targetOf } from '../plants/moved.ts'
import type { Size } from '../plants/plant.ts'
import { type Typical, typicalOf, USUAL } from '../plants/typical.ts'
import type { Followed } from './delays.ts'
import type { Reportable } from './reportable.ts'

export interface Plotted {
  series: Series
  /** Oldest first. */
  points: readonly Point[]
  acceptances: readonly Acceptance[]
  monitor: Monitor
  options: MonitorOptions
  direction: Direction
  reportable: Reportable
  /** When the live run sees the bucket that begins at a moment. */
  seenAt(at: Millis): Millis
}

/** A moment at which nothing stood: the point at which a plant may begin, and what was known before it. */
export interface Moment {
  index: number
  state: MonitorState
  typical: Typical
  /** The point at which something was raised anyhow, or none. */
  disturbed: number
}

export interface Course {
  moments: readonly Moment[]
  /** From the first of them to the last point. */
  span: Millis
  stood: number
}

/** `from`: moments before it are left out. */
export function courseOf(plotted: Plotted, most: number, from: Millis = Number.NEGATIVE_INFINITY): Course {
  const { points, acceptances, monitor, options, series } = plotted
  const accepts = acceptancesIn(acceptances)
  const quiet: Array<{ index: number; state: MonitorState }> = []
  const standing: number[] = []
  let state = monitor.start(options)
  let verdict: Verdict = { status: 'warming', have: 0, need: 0 }
  for (const [index, point] of points.entries()) {
    while ((accepts[0] ?? Number.POSITIVE_INFINITY) < point.at) {
      accepts.shift()
      state = monitor.accept(state, points.slice(0, index))
    }
    if (verdict.status === 'quiet') quiet.push({ index, state })
    if (verdict.status === 'alarm') standing.push(index)
    ;[state, verdict] = monitor.observe(state, point)
  }
  if (verdict.status === 'alarm') standing.push(points.length)
  const begun = phaseBegin(points, options.bucket)
  const alike = quiet.filter(({ index }) => index >= begun && (points[index]?.at ?? from) >= from)
  const chosen = evenly(alike, most)
  const first = points[chosen[0]?.index ?? points.length]?.at
  const last = points.at(-1)?.at
  return {
    moments: chosen.flatMap(({ index, state: before }): Moment[] => {
      const typical = typicalOf(points.slice(Math.max(0, index - USUAL), index), options.family)
      const disturbed = standing.find(one => one > index) ?? Number.POSITIVE_INFINITY
      return typical === null || isNaught(typical, options)
        ? []
        : [{ index, state: before, typical, disturbed }]
    }),
    span: first === undefined || last === undefined ? 0 : last + series.bucket - first,
    stood: standing.length / Math.max(1, standing.length + quiet.length),
  }
}

/** A share of nothing is nothing: where the usual value is about 0, a size that is a share of it says nothing. */
function isNaught({ center, sigma }: Typical, { family }: MonitorOptions): boolean {
  if (family === 'proportion') return false
  return family === 'real' ? Math.abs(center) < sigma : !(center > 0)
}

/**
 * What is young is learned anew at 2, 4 and 8 weeks, and what changes meanwhile is reported otherwise: a plant says something of the present
 * only where it was planted in the same phase. The first point of it.
 */
function phaseBegin(points: readonly Point[], bucket: Millis): number {
  const known = [...points.keys()].filter(index => points[index]?.value !== null)
  const whole = baselineLength(bucket)
  const begins = [lastSearch(bucket), 2 * whole, whole].find(least => known.length > least) ?? 0
  return known[begins] ?? 0
}

function acceptancesIn(acceptances: readonly Acceptance[]): Millis[] {
  return acceptances
    .filter(({ undone }) => undone === null)
    .toSorted((one, other) => one.number - other.number)
    .map(({ before }) => before.observedUpTo)
}

function evenly<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all]
  return Array.from({ length: most }, (_, k) => all[Math.floor(((k + 0.5) * all.length) / most)]).filter(
    one => one !== undefined,
  )
}

export interface Planting extends Plotted {
  random: Random
  patience: Millis
}

/** Moves every value from the moment on, until it would be reported, something else is raised anyhow, or nothing more is known. */
export function plantAt(
  { index, state: before, typical, disturbed }: Moment,
  size: Size,
  { points, monitor, options, series, direction, reportable, seenAt, random, patience }: Planting,
): Followed & { onset: Millis } {
  const { bucket, family } = options
  const onset = points[index]?.at ?? 0
  const ground = { onset, bucket: series.bucket, family, typical, direction, random }
  const target = targetOf(size, ground)
  const run = monitor.resume(before)
  let after = 0
  for (let at = index; at < Math.min(points.length, disturbed); at += 1) {
    const point = points[at]
    if (point === undefined || point.at + bucket - onset > patience) break
    const verdict = run.observe(moved(point, target, ground))
    after = seenAt(point.at) - onset
    if (verdict.status !== 'alarm' || verdict.alarm.direction !== direction) continue
    const wait = reportable(verdict.alarm, watchedPoints(run.state))
    if (wait !== null) return { onset, after: after + wait, reported: true }
  }
  return { onset, after, reported: false }
}
