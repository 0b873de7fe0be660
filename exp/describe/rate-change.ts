// The level of a share or a count before and after a change, from what was counted rather than from scores.
import type { Millis } from '../../core/clock.ts'
import type { Interval } from '../../core/interval.ts'
import type { Point } from '../../series/series.ts'
import { wilsonInterval } from '../../stats/intervals/binomial-interval.ts'
import { poissonInterval } from '../../stats/intervals/poisson-interval.ts'
import { isScorable } from '../evidence/score.ts'

/** Fewer events than this before the change carry no ratio: "four hundred times as many" means nothing. */
const FEWEST_FOR_RATIO = 5

/** Beyond this a double no longer counts one by one. */
const MOST_EVENTS = 2 ** 53

export interface RateChange {
  from: number
  to: number
  absolute: Interval
  /** Null where too few events came before. */
  relative: Interval | null
}

/**
 * Rates over the points before and since `onset`, and the 95 % interval of their difference and ratio by
 * recovering the variances from the interval of each (MOVER: Zou and Donner 2008; for shares Newcombe 1998,
 * method 10). Buckets that vary more than independent events widen them by their dispersion. Null where
 * either side holds no trials or buckets.
 */
export function rateChange(
  points: readonly Point[],
  family: 'proportion' | 'count',
  span: { from: Millis; onset: Millis },
): RateChange | null {
  const before = pool(points, family, span.from, span.onset)
  const since = pool(points, family, span.onset, Number.POSITIVE_INFINITY)
  if (before === null || since === null) return null
  const { rate: a } = before
  const { rate: b } = since
  const absolute = {
    value: b.value - a.value,
    lower: b.value - a.value - Math.hypot(b.value - b.lower, a.upper - a.value),
    upper: b.value - a.value + Math.hypot(b.upper - b.value, a.value - a.lower),
  }
  return { from: a.value, to: b.value, absolute, relative: ratio(before.events, a, b) }
}

interface Pooled {
  events: number
  rate: Interval
}

function pool(
  points: readonly Point[],
  family: 'proportion' | 'count',
  from: Millis,
  to: Millis,
): Pooled | null {
  let events = 0
  let exposure = 0
  const buckets: Array<{ events: number; exposure: number }> = []
  for (const { at, value, n } of points) {
    if (value === null || at < from || at >= to || !isScorable(family, value)) continue
    const bucket =
      family === 'proportion' ? { events: value * n, exposure: n } : { events: value, exposure: 1 }
    if (!(bucket.exposure > 0) || !(bucket.events <= MOST_EVENTS)) continue
    events += bucket.events
    exposure += bucket.exposure
    buckets.push(bucket)
  }
  if (buckets.length === 0) return null
  const dispersion = dispersionOf(buckets, events / exposure, family)
  return { events, rate: interval(events / dispersion, exposure / dispersion, family) }
}

function interval(events: number, exposure: number, family: 'proportion' | 'count'): Interval {
  if (family === 'proportion') return wilsonInterval(events, exposure)
  const { value, lower, upper } = poissonInterval(events)
  return { value: value / exposure, lower: lower / exposure, upper: upper / exposure }
}

/** Pearson's statistic over its degrees of freedom; at least 1. */
function dispersionOf(
  buckets: ReadonlyArray<{ events: number; exposure: number }>,
  rate: number,
  family: 'proportion' | 'count',
): number {
  if (buckets.length < 2) return 1
  let sum = 0
  for (const { events, exposure } of buckets) {
    const variance = rate * exposure * (family === 'proportion' ? 1 - rate : 1)
    if (variance > 0) sum += (events - rate * exposure) ** 2 / variance
  }
  return Math.max(1, sum / (buckets.length - 1))
}

/** The interval of b / a - 1, on the log scale. */
function ratio(eventsBefore: number, a: Interval, b: Interval): Interval | null {
  if (eventsBefore < FEWEST_FOR_RATIO || a.value <= 0 || a.lower <= 0) return null
  const middle = Math.log(Math.max(b.value, Number.MIN_VALUE) / a.value)
  const up = Math.hypot(logOver(b.upper, b.value), logOver(a.value, a.lower))
  const down = Math.hypot(logOver(b.value, b.lower), logOver(a.upper, a.value))
  return {
    value: b.value / a.value - 1,
    lower: b.lower <= 0 ? -1 : Math.expm1(middle - down),
    upper: b.value <= 0 ? b.upper / a.value - 1 : Math.expm1(middle + up),
  }
}

function logOver(large: number, small: number): number {
  return small > 0 ? Math.log(large / small) : 0
}
