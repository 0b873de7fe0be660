// Finds the rhythm in which a series was sampled: the width of its buckets, and where there are gaps.
import type { Millis } from '../core/clock.ts'
import { DAY, HOUR } from '../core/duration.ts'
import type { TimeKind } from './read/times/times.ts'

export interface Spacing {
  /** Width of one position. */
  bucket: Millis
  /** Whole positions of the rows, ascending; a gap is a jump of more than one. */
  positions: Float64Array
  /** False: the rows come at no even pace, and are only counted. */
  even: boolean
}

/** Spacing of rows that have no times, for what needs one: an hour. */
const NOMINAL = HOUR
/** Gaps may lengthen a series at most so many times; beyond, its rows are only counted. */
const SPARSEST = 50
/** Share of rows that may fall off the even pace. */
const OFF_PACE = 0.02

/** The spacing of ascending times: of months and years by the calendar, else by the median step. */
export function spacingOf(times: Float64Array, kind: TimeKind): Spacing {
  const n = times.length
  const counted = (bucket: Millis): Spacing => ({
    bucket,
    positions: Float64Array.from({ length: n }, (_, i) => i),
    even: false,
  })
  if (n < 2) return { ...counted(NOMINAL), even: true }
  const steps = times.subarray(1).map((time, i) => time - (times[i] as number))
  const step = Float64Array.from(steps).sort()[Math.floor(steps.length / 2)] as number
  const bucket = kind === 'moment' ? step : NOMINAL
  const months = kind === 'moment' ? calendarMonths(step) : 0
  const first = times[0] as number
  const place = (time: number): number =>
    months > 0 ? (monthOf(time) - monthOf(first)) / months : (time - first) / step
  const positions = times.map(time => Math.round(place(time)))
  let off = 0
  for (let i = 1; i < n; i++) {
    const stands = (positions[i] as number) <= (positions[i - 1] as number)
    if (stands || Math.abs(place(times[i] as number) - (positions[i] as number)) > 0.25) off++
  }
  const sparse = (positions[n - 1] as number) > SPARSEST * n + 1000
  if (off > OFF_PACE * n || sparse || !ascending(positions)) return counted(bucket)
  return { bucket, positions, even: true }
}

/** 1, 3 or 12 where a step is as long as a month, a quarter or a year; else 0. */
export function calendarMonths(step: Millis): number {
  const days = step / DAY
  if (days >= 28 && days <= 31) return 1
  if (days >= 90 && days <= 92) return 3
  return days >= 365 && days <= 366 ? 12 : 0
}

function monthOf(time: Millis): number {
  const date = new Date(time)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

function ascending(positions: Float64Array): boolean {
  for (let i = 1; i < positions.length; i++) {
    if ((positions[i] as number) <= (positions[i - 1] as number)) return false
  }
  return true
}
