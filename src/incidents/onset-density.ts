// When a change began, as a density over time: what two changes that one cause explains must agree upon.
import type { Millis } from '../core/clock.ts'
import { HOUR } from '../core/duration.ts'
import type { Interval } from '../core/interval.ts'

/** Half of the mass on either side of `at`, each half of a normal. Hours since 1970, and hours. */
export interface OnsetDensity {
  at: number
  early: number
  late: number
}

/** How long after its cause a change begins: at once with a probability, else after an exponential time, in hours. */
export interface Lag {
  atOnce: number
  mean: number
}

/** z of the ends of a 90 % interval. */
const Z90 = 1.6448536269514722
/** An onset is known to its bucket and the neighbours of it. */
const LEAST_BUCKETS = 0.6
/** Density, per hour, of what contradicts: far below any rate of incidents, so that a contradiction costs what it is worth. */
const FLOOR = 1e-12

/** How long a change takes to be detected, in hours, and how many changes this counts for beside those that are known. */
const DETECTED_AFTER = 24
const COUNTS_FOR = 2
const LEAST_SEEN = 1e-3

/** The share of changes that is detected `since` hours after they began, where these have taken so many hours each. */
export function shareSeen(took: readonly number[], since: number): number {
  const known = took.reduce((sum, hours) => sum + Math.max(0, hours), 0)
  const mean = (COUNTS_FOR * DETECTED_AFTER + known) / (COUNTS_FOR + took.length)
  return Math.max(1 - Math.exp(-Math.max(since, 1) / mean), LEAST_SEEN)
}

/** From the 90 % interval; a bucket bounds how well an onset can be known. */
export function onsetDensity({ value, lower, upper }: Interval, bucket: Millis): OnsetDensity {
  const least = (LEAST_BUCKETS * bucket) / HOUR
  const spread = (ms: Millis): number => Math.max(least, Number.isFinite(ms) ? ms / HOUR / Z90 : least)
  return { at: value / HOUR, early: spread(value - lower), late: spread(upper - value) }
}

/** Log of the density of a cause at hour `t`, given when the change began and how long it lags behind. */
export function logDensity({ at, early, late }: OnsetDensity, { atOnce, mean }: Lag, t: number): number {
  const distance = at - t
  const sd = distance > 0 ? early : late
  const density = atOnce * normal(distance, sd) + (1 - atOnce) * delayed(distance, sd, mean)
  return Math.log(density + FLOOR)
}

/** Where all but the floor of the density lies. */
export function support({ at, early, late }: OnsetDensity, { mean }: Lag): { from: number; to: number } {
  return { from: at - 5 * early - 4 * mean, to: at + 5 * late }
}

function normal(distance: number, sd: number): number {
  const z = distance / sd
  return Math.exp(-0.5 * z * z) / (sd * Math.sqrt(2 * Math.PI))
}

/** A normal plus an exponential delay (exponentially modified Gaussian); a delay far shorter than the spread only shifts it. */
function delayed(distance: number, sd: number, mean: number): number {
  if (sd > 5 * mean) return normal(distance - mean, sd)
  const ratio = sd / mean
  return Math.exp(0.5 * ratio * ratio - distance / mean + logTail(ratio - distance / sd)) / mean
}

/** Log of P(Z > z), to within 2 %: the bound of Pollak (1956), whose square root costs a twentieth of the exact series. */
function logTail(z: number): number {
  if (z < 0) return Math.log1p(-Math.exp(logTail(-z)))
  return -0.5 * z * z + Math.log(Math.sqrt(2 / Math.PI) / (z + Math.sqrt(z * z + 8 / Math.PI)))
}
