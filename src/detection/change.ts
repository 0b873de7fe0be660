// What detection says of a series. Plain data throughout, so that restart, replay and test take one path.
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type { Family } from '../indicators/indicator.ts'
import type { Point } from '../series/series.ts'
import type { ChangeKind } from './kinds/kinds.ts'

export type { ChangeKind }
export type Direction = 'up' | 'down'
export type Severity = 'watch' | 'page'

/** The description of one change, for people. Intervals of onset are 90 %, of effects 95 %. */
export interface Change {
  kind: ChangeKind
  /** How probable it is that the kind is right, above 0 and at most 1. */
  kindProbability: number
  /** What it may as well be; null where the kind is sure: at odds of three to one or more. */
  alternative: ChangeKind | null
  direction: Direction
  /** True: an improvement. Null where the indicator has no good direction. */
  good: boolean | null
  /** Start of the first bucket of the new regime. */
  onset: Interval
  effect: {
    /** In the unit of the indicator. For a slope: the fitted difference between now and the onset. */
    absolute: Interval
    /** 0.35 is +35 %. Null where the baseline is zero or the family has no ratio. */
    relative: Interval | null
    /** In baseline standard deviations of the scored series. */
    sigma: number
  }
  /** Baseline and current level, in the unit of the indicator. */
  from: number
  to: number
  /** When a configured limit will be crossed; null: none projected. */
  breach: Interval | null
  /** Log of the evidence against "nothing changed", less what the baseline's own error may fake of it. */
  evidence: number
}

/** What a live run raises, at the point at which it raises it. It never looks ahead. */
export interface Alarm {
  /** Start of the bucket of the point that raised it. */
  at: Millis
  severity: Severity
  kind: ChangeKind
  direction: Direction
  evidence: number
  /** Name of the detector whose evidence it was; absent where an earlier version kept it. */
  detector?: string
}

export interface MonitorOptions {
  bucket: Millis
  family: Family
  goodDirection: 'up' | 'down' | null
  /** A value never to be crossed, for the projection. */
  limit: number | null
  /** IANA name of the time zone whose clocks its rhythm goes by; UTC where there is none. */
  zone?: string | undefined
  /** Whose public holidays are not judged, as `DE-BE`; nobody's where there is none. */
  calendar?: string | undefined
}

/**
 * Why detection may be quiet though something changes. `random-walk`: the baseline leaves open that there is no level, so
 * only a drift is detected. `long-memory`: one week hangs together with the next, so no long trend is detected. `short-baseline`: too
 * few points to know the tails, so no change of spread is detected. `provisional`: not yet seen for two weeks, so that a watch takes more.
 * `volatile`: wild hours come in clusters of days, so that a wider spread never pages and tails are not watched.
 * `wanders`: its first weeks wandered, so that a step within that wander is detected late. `holiday`: its last bucket lies on a public
 * holiday, which is not judged. `broken:` and a name: that detector failed.
 */
export type CoverageGap =
  | 'random-walk'
  | 'long-memory'
  | 'short-baseline'
  | 'provisional'
  | 'wanders'
  | 'volatile'
  | 'holiday'
  | `broken:${string}`

export type Verdict =
  | { status: 'warming'; have: number; need: number }
  /** `coverageGaps`: why it might have missed a change; mostly empty. */
  | { status: 'quiet'; coverageGaps: readonly CoverageGap[] }
  /** Repeated at every point for as long as the alarm stands. */
  | { status: 'alarm'; alarm: Alarm; raised: boolean }

/** Everything a series' detectors know: plain JSON, at most `STATE_LIMIT` bytes. Its inside belongs to detection alone. */
export type MonitorState = { readonly version: number; readonly [field: string]: unknown }

/**
 * The one way in which the rest of slowburn uses detection.
 * Pure: the same options and points give the same states and verdicts, byte for byte.
 */
export interface Monitor {
  start(options: MonitorOptions): MonitorState
  /** False of a state that another version of slowburn has kept: it must be rebuilt from the points. */
  reads(state: MonitorState): boolean
  /** The state goes on with what may be set anew at any time: the limit, the good direction, the calendar. */
  adopt(state: MonitorState, options: MonitorOptions): MonitorState
  observe(state: MonitorState, point: Point): readonly [MonitorState, Verdict]
  /** Goes on from a state, which stays as it is, through any number of points: what each costs is less than with `observe`. */
  resume(state: MonitorState): MonitorRun
  /** No point has come and the clock says `now`: detects the silence of a series or of its collector. */
  elapse(state: MonitorState, now: Millis): readonly [MonitorState, Verdict]
  /** The human accepts the present level as the new normal: the baseline moves, the first anchor stays. */
  accept(state: MonitorState, points: readonly Point[]): MonitorState
  /** Describes the standing alarm from the points of the series so far, oldest first. */
  describe(state: MonitorState, points: readonly Point[], alarm: Alarm): Change
  /** The band within which the series counts as normal, in its own unit; null while warming, or if `reads` is false. */
  band(state: MonitorState, at: Millis): Interval | null
}

/** A series on its way from point to point. The same points give the same states and verdicts as those of the monitor, byte for byte. */
export interface MonitorRun {
  /** Where it is now. What was taken stays as it is while the run goes on. */
  readonly state: MonitorState
  observe(point: Point): Verdict
  elapse(now: Millis): Verdict
  accept(points: readonly Point[]): void
}

/** A change as it is kept: raised once, described anew at every point while it stands, cleared once. */
export interface ChangeRecord {
  /** `series id:alarm time:kind`, unique and stable under replay. */
  id: string
  seriesId: number
  alarm: Alarm
  change: Change
  /** End of the bucket that raised it, and of the bucket at which the series was seen to be back. */
  raisedAt: Millis
  clearedAt: Millis | null
}
