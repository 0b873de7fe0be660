// One indicator at one label set, as a row of points in closed time buckets.
import type { Millis } from '../core/clock.ts'
import type { Labels, SeriesKey } from '../core/series-key.ts'

export interface Series {
  /** Dense, assigned by storage, never reused. */
  id: number
  key: SeriesKey
  indicator: string
  labels: Labels
  /** Width of its buckets: chosen once, from the arrival rate, and then frozen. */
  bucket: Millis
}

export interface Point {
  /** Start of the bucket; the bucket is [at, at + series.bucket). */
  at: Millis
  /** Null where the estimator said insufficient or stale: the bucket was closed but carries no number. */
  value: number | null
  lower: number | null
  upper: number | null
  n: number
}
