// How long a baseline is, when it is looked at again, and how rare false alarms are, for each width of bucket.
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
/** Log evidence that a provisional baseline's watch needs beyond the usual. */
export const PROVISIONAL = 1.5

/** Points that a whole baseline is made of. */
export function baselineLength(bucket: Millis): number {
  if (bucket <= HOUR) return BASELINE_LONGEST
  return Math.max(BASELINE_SHORTEST, Math.round(BASELINE_SPAN / bucket))
}

/** Points after which a series is first watched, provisionally where that is less than a whole baseline. */
export function firstLook(bucket: Millis): number {
  return Math.max(BASELINE_SHORTEST, baselineLength(bucket) / 2)
}

/** Points after which everything is learned again, for a baseline that was last learned from `have`: at 2 and at 4 weeks. */
export function lookAfter(have: number, bucket: Millis): number | null {
  const whole = baselineLength(bucket)
  return [whole, 2 * whole].find(look => look > have) ?? null
}

/** A baseline is searched for a change for the last time when it has come to so many points: at 8 weeks. */
export function lastSearch(bucket: Millis): number {
  return 4 * baselineLength(bucket)
}

/**
 * How many points a baseline that holds `have` must have before it is looked at (again). Twenty-eight points often
 * cannot tell a quiet series from a random walk; such a one may grow to twice its length before it is taken as it is.
 */
export function nextLook(have: number, bucket: Millis): number {
  const length = firstLook(bucket)
  const whole = baselineLength(bucket)
  if (have < length) return length
  if (have < whole) return whole
  return 2 * whole > BASELINE_LONGEST ? whole : 2 * whole
}

/** Mean number of points between two false watches on one series. */
export function watchThreshold(bucket: Millis): number {
  return Math.max(FEWEST_POINTS, WATCH_EVERY / bucket)
}
