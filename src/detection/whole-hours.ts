// Watches a series of narrow buckets by its hours: the noise of neighbouring minutes hangs together, and a few hours of it tell nothing.
import type { Millis } from '../core/clock.ts'
import { HOUR } from '../core/duration.ts'
import type { Point } from '../series/series.ts'
import type { Monitor, MonitorOptions, MonitorState, Verdict } from './change.ts'
import { fromScale, isScorable, scaleOf, toScale } from './evidence/score.ts'

/** Plain JSON: a monitor of the hours, and the hour that is under way. */
type FineState = {
  readonly version: number
  readonly fine: MonitorOptions
  readonly hours: MonitorState
  readonly open: OpenHour | null
  /** End of the latest bucket; null before the first. */
  readonly end: Millis | null
  readonly verdict: Verdict
}

interface OpenHour {
  readonly at: Millis
  /** End of the latest bucket. */
  readonly end: Millis
  /** Sum of the scores of the points with a number; of counts and shares, of events. */
  readonly sum: number
  readonly count: number
  readonly trials: number
}

/**
 * The same monitor, but that buckets under an hour are gathered into hours first: means on the scale of the family, sums of counts,
 * shares of all trials together. An hour is observed with its last bucket, or once a later one has come.
 */
export function byWholeHours(monitor: Monitor): Monitor {
  const isFine = (state: MonitorState): state is FineState => 'fine' in state
  return {
    start(options) {
      if (options.bucket >= HOUR || HOUR % options.bucket !== 0) return monitor.start(options)
      const hours = monitor.start({ ...options, bucket: HOUR })
      return { version: hours.version, fine: options, hours, open: null, end: null, verdict: WARMING }
    },
    reads: state => monitor.reads(isFine(state) ? state.hours : state),
    adopt(state, options) {
      if (!isFine(state)) return monitor.adopt(state, options)
      const hours = monitor.adopt(state.hours, { ...options, bucket: HOUR })
      return hours === state.hours ? state : { ...state, hours }
    },
    observe: (state, point) =>
      isFine(state) ? observe(monitor, state, point) : monitor.observe(state, point),
    elapse(state, now) {
      if (!isFine(state)) return monitor.elapse(state, now)
      const [hours, verdict] = monitor.elapse(state.hours, now)
      return [hours === state.hours ? state : { ...state, hours, verdict }, verdict]
    },
    accept(state, points) {
      if (!isFine(state)) return monitor.accept(state, points)
      return { ...state, hours: monitor.accept(state.hours, hoursOf(state.fine, points)) }
    },
    describe: (state, points, alarm) =>
      isFine(state)
        ? monitor.describe(state.hours, hoursOf(state.fine, points), alarm)
        : monitor.describe(state, points, alarm),
    band: (state, at) => monitor.band(isFine(state) ? state.hours : state, at),
  }
}

/** The monitor's own state within one of narrow buckets. */
export function wholeHoursOf(state: MonitorState): MonitorState {
  return 'hours' in state ? (state as FineState).hours : state
}

const WARMING: Verdict = { status: 'warming', have: 0, need: 168 }

function observe(monitor: Monitor, state: FineState, point: Point): readonly [MonitorState, Verdict] {
  let { hours, open, verdict } = state
  const close = (closed: OpenHour): void => {
    ;[hours, verdict] = monitor.observe(hours, pointOf(state.fine, closed))
  }
  const late = state.end !== null && point.at < state.end
  if (!Number.isFinite(point.at) || late) {
    ;[hours, verdict] = monitor.observe(hours, { ...point, at: Number.NEGATIVE_INFINITY })
    return [{ ...state, hours, verdict }, verdict]
  }
  if (open !== null && hourOf(point.at) > open.at) {
    close(open)
    open = null
  }
  open = add(state.fine, open, point)
  const { end } = open
  if (end >= open.at + HOUR) {
    close(open)
    open = null
  }
  return [{ version: state.version, fine: state.fine, hours, open, end, verdict }, verdict]
}

function hoursOf(options: MonitorOptions, points: readonly Point[]): Point[] {
  const hours = new Map<Millis, OpenHour>()
  for (const point of points) {
    const at = hourOf(point.at)
    hours.set(at, add(options, hours.get(at) ?? null, point))
  }
  return Array.from(hours.values(), each => pointOf(options, each))
}

function add({ family, bucket }: MonitorOptions, open: OpenHour | null, { at, value, n }: Point): OpenHour {
  const { sum, count, trials } = open ?? { sum: 0, count: 0, trials: 0 }
  const begun = { at: hourOf(at), end: at + bucket, sum, count, trials }
  if (value === null || !isScorable(family, value)) return begun
  const gain =
    family === 'count' ? value : family === 'proportion' ? value * n : toScale(scaleOf(family), value)
  return { ...begun, sum: sum + gain, count: count + 1, trials: trials + n }
}

function pointOf({ family }: MonitorOptions, { at, sum, count, trials }: OpenHour): Point {
  const value = valueIn(family, sum, count, trials)
  return { at, value, lower: value, upper: value, n: trials }
}

function valueIn(
  family: MonitorOptions['family'],
  sum: number,
  count: number,
  trials: number,
): number | null {
  if (count === 0) return null
  if (family === 'count') return sum
  if (family === 'proportion') return trials > 0 ? Math.min(1, sum / trials) : null
  return fromScale(scaleOf(family), sum / count)
}

function hourOf(at: Millis): Millis {
  return Math.floor(at / HOUR) * HOUR
}
