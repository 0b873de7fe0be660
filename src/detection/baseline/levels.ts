// How long a baseline is and how rare false alarms are, for each width of bucket.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR } from '../../core/duration.ts'

/** Two weeks: two of each weekday, fourteen of each hour. */
const BASELINE_SPAN = 14 * DAY
const BASELINE_LONGEST = 336
const BASELINE_SHORTEST = 28

/** One false watch in this much of a series' time, on average. */
const WATCH_EVERY = 1000 * DAY
/** Buckets wider than a day would else come to a threshold that a handful of points passes. */
const FEWEST_POINTS = 1000
/** A page is this many times rarer than a watch. */
export const PAGE_OVER_WATCH = 30

/** Points that the frozen baseline is made of. */
export function baselineLength(bucket: Millis): number {
  if (bucket <= HOUR) return BASELINE_LONGEST
  return Math.max(BASELINE_SHORTEST, Math.round(BASELINE_SPAN / bucket))
}

/**
 * How many points a baseline that holds `have` must have before it is looked at (again). Twenty-eight points often
 * cannot tell a quiet series from a random walk; such a one may grow to twice its length before it is taken as it is.
 */
export function nextLook(have: number, bucket: Millis): number {
  const length = baselineLength(bucket)
  return have < length || 2 * length > BASELINE_LONGEST ? length : 2 * length
}

/** Mean number of points between two false watches on one series. */
export function watchThreshold(bucket: Millis): number {
  return Math.max(FEWEST_POINTS, WATCH_EVERY / bucket)
}
