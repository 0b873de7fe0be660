// Watches a series of narrow buckets by its hours: the noise of neighbouring minutes hangs together, and a few hours of it tell nothing.
import type { Millis } from '../core/clock.ts'
import { HOUR } from '../core/duration.ts'
import type { Point } from '../series/series.ts'
import type { Monitor, MonitorOptions, MonitorRun, MonitorState, Verdict } from './change.ts'
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

/** A monitor of which all that goes from point to point is a run. */
type OfRuns = Omit<Monitor, 'observe' | 'elapse' | 'accept'>

/**
 * The same monitor, but that buckets under an hour are gathered into hours first: means on the scale of the family, sums of counts,
 * shares of all trials together. An hour is observed with its last bucket, or once a later one has come.
 */
export function byWholeHours(monitor: OfRuns): Monitor {
  const resume = (state: MonitorState): MonitorRun =>
    isFine(state) ? new FineRun(state, monitor.resume(state.hours)) : monitor.resume(state)
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
    resume,
    observe(state, point) {
      const run = resume(state)
      const verdict = run.observe(point)
      return [run.state, verdict]
    },
    elapse(state, now) {
      const run = resume(state)
      const verdict = run.elapse(now)
      return [run.state, verdict]
    },
    accept(state, points) {
      const run = resume(state)
      run.accept(points)
      return run.state
    },
    describe: (state, points, alarm) =>
      isFine(state)
        ? monitor.describe(state.hours, hoursOf(state.fine, points), alarm)
        : monitor.describe(state, points, alarm),
    band: (state, at) => monitor.band(isFine(state) ? state.hours : state, at),
  }
}

function isFine(state: MonitorState): state is FineState {
  return 'fine' in state
}

/** The monitor's own state within one of narrow buckets. */
export function wholeHoursOf(state: MonitorState): MonitorState {
  return 'hours' in state ? (state as FineState).hours : state
}

const WARMING: Verdict = { status: 'warming', have: 0, need: 168 }

/** Keeps what belongs to the hour that is under way, and goes on with the run of the hours. */
class FineRun implements MonitorRun {
  readonly #hours: MonitorRun
  /** But for the hours, as it is now. */
  #state: FineState

  constructor(state: FineState, hours: MonitorRun) {
    this.#state = state
    this.#hours = hours
  }

  get state(): FineState {
    const { state: hours } = this.#hours
    if (hours !== this.#state.hours) this.#state = { ...this.#state, hours }
    return this.#state
  }

  observe(point: Point): Verdict {
    const { fine, end: before } = this.#state
    let { open, verdict } = this.#state
    const late = before !== null && point.at < before
    if (!Number.isFinite(point.at) || late) {
      verdict = this.#hours.observe({ ...point, at: Number.NEGATIVE_INFINITY })
      this.#state = { ...this.#state, verdict }
      return verdict
    }
    if (open !== null && hourOf(point.at) > open.at) {
      verdict = this.#hours.observe(pointOf(fine, open))
      open = null
    }
    open = add(fine, open, point)
    const { end } = open
    if (end >= open.at + HOUR) {
      verdict = this.#hours.observe(pointOf(fine, open))
      open = null
    }
    const { version, hours } = this.#state
    this.#state = { version, fine, hours, open, end, verdict }
    return verdict
  }

  elapse(now: Millis): Verdict {
    const { hours } = this.state
    const verdict = this.#hours.elapse(now)
    if (this.#hours.state !== hours) this.#state = { ...this.#state, verdict }
    return verdict
  }

  accept(points: readonly Point[]): void {
    this.#hours.accept(hoursOf(this.#state.fine, points))
  }
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
