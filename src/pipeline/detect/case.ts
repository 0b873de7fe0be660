// What detection is asked of one series, and what it answers: plain data, so that it can be thought about in another thread.
import type { Millis } from '../../core/clock.ts'
import type { Interval } from '../../core/interval.ts'
import type { ChangeRecord, MonitorOptions, Verdict } from '../../detection/change.ts'
import type { Point } from '../../series/series.ts'
import type { Acceptance } from '../../storage/store.ts'

export interface SeriesCase {
  seriesId: number
  options: MonitorOptions
  /** The state of its monitor as it was kept; null: none was. */
  state: string | null
  /** Start of the last bucket that the monitor has seen; null: none. */
  observedUpTo: Millis | null
  /** Points that have come since, oldest first. */
  fresh: readonly Point[]
  /** Silence may be held against the series up to this moment. */
  quietSince: Millis
  /** The change that stands. */
  standing: ChangeRecord | null
  /** All that is known of it; null: it is asked for where it is needed. */
  past: Past | null
}

export interface Past {
  /** Oldest first. */
  points: readonly Point[]
  acceptances: readonly Acceptance[]
}

/** What is to be kept of a case, and what to be said of it. */
export interface Finding {
  verdict: Verdict
  /** Null: it is as it was. */
  state: string | null
  observedUpTo: Millis | null
  /** Changes that were raised, described anew or cleared, in order. */
  changes: readonly ChangeRecord[]
  shown: Shown
  /** Detectors that have failed at these points, and why. */
  newlyBroken: Readonly<Record<string, string>>
}

/** What is said of the monitor of a series beside its verdict. */
export interface Shown {
  /** Where the series counts as normal at its last point. */
  band: Interval | null
  /** Detectors that are left out. */
  broken: readonly string[]
  /** Points over which its evidence was gathered. */
  watchedPoints: number
}
