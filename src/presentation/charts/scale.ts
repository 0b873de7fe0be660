// From moments and values to coordinates, and the round numbers along both axes.
import { scaleLinear, scaleUtc } from 'd3-scale'
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { formatDay } from '../../core/format.ts'
import type { Unit } from '../../indicators/indicator.ts'
import { clockTime } from '../times.ts'
import { levelOf, type Plot } from './plot.ts'

/** The rectangle that is drawn into. */
export interface Frame {
  left: number
  top: number
  right: number
  bottom: number
}

/** The moments and the values that lie inside it. */
export interface Extent {
  from: Millis
  to: Millis
  low: number
  high: number
}

/** Every coordinate lies inside the frame, whatever is asked for. */
export interface Scales extends Extent {
  x(at: Millis): number
  y(value: number): number
}

export interface ExtentOptions {
  /** Holds the intervals of the estimates too, as far as they do not flatten the values. */
  bounds?: boolean
  /** Cuts a lone spike off rather than flattening the rest: holds the middle 98 % of the values. */
  cut?: boolean
  /** Begins at zero where the values are not far from it. */
  zero?: boolean
}

/** The extent that holds what is drawn, its band and levels included; null if there is nothing to draw. */
export function extentOf(plot: Plot, options: ExtentOptions = {}): Extent | null {
  const last = plot.points.at(-1)
  const from = plot.from ?? plot.points[0]?.at
  const to = plot.to ?? (last && last.at + plot.bucket)
  if (from === undefined || to === undefined) return null
  const range = limited(rangeOf(plot, options), plot.limit ?? null)
  if (range.low > range.high) return null
  const { low, high } = range
  const span = Math.min(high - low, Number.MAX_VALUE)
  const pad = span > 0 ? span * 0.06 : Math.abs(high) * 0.1 || 1
  const near = options.zero === true && low - pad < span * 0.35
  const floor = low >= 0 ? Math.max(0, near ? 0 : low - pad) : low - pad
  return { from, to, low: floor, high: high + pad }
}

export function scalesOf(extent: Extent, frame: Frame): Scales {
  const x = scaleLinear([extent.from, extent.to], [frame.left, frame.right]).clamp(true)
  const y = scaleLinear([extent.low, extent.high], [frame.bottom, frame.top]).clamp(true)
  return { ...extent, x: at => finite(x(at), frame.left), y: value => finite(y(value), frame.bottom) }
}

interface Range {
  low: number
  high: number
}

/** How far, as a share of the range of the values, intervals may widen it: one wild bound flattens all else. */
const BOUNDS_SHARE = 0.3
/** So many spans of the values away a limit is still drawn. */
const LIMIT_SPANS = 2
/** Fewer values have no lone spike. */
const LEAST_TO_CUT = 50

function rangeOf(plot: Plot, { bounds = false, cut = false }: ExtentOptions): Range {
  const values = plot.points.flatMap(({ value }) => (value !== null && Number.isFinite(value) ? [value] : []))
  const level = levelOf(plot)
  const range = widened(cut && values.length >= LEAST_TO_CUT ? middle(values) : EMPTY, [
    ...(cut && values.length >= LEAST_TO_CUT ? [] : values),
    ...plot.band.flatMap(({ lower, upper }) => [lower, upper]),
    ...(level === null ? [] : [level, plot.regime?.before ?? level]),
  ])
  if (!bounds) return range
  const most = (range.high - range.low) * BOUNDS_SHARE
  return widened(
    range,
    plot.points.flatMap(({ value, lower, upper }) =>
      value === null
        ? []
        : [
            typeof lower === 'number' ? Math.max(lower, range.low - most) : value,
            typeof upper === 'number' ? Math.min(upper, range.high + most) : value,
          ],
    ),
  )
}

const EMPTY: Range = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }

function middle(values: readonly number[]): Range {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
  return { low: at(0.01), high: at(0.99) }
}

function widened({ low, high }: Range, values: readonly number[]): Range {
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return { low, high }
}

function limited(range: Range, limit: number | null): Range {
  const reach = LIMIT_SPANS * (range.high - range.low)
  const near = limit !== null && limit <= range.high + reach && limit >= range.low - reach
  return near ? widened(range, [limit]) : range
}

/** Steps that durations are counted in, in seconds; beyond them round numbers of days. */
const DURATION_STEPS: readonly number[] = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200,
  86_400, 172_800, 604_800, 1_209_600, 2_419_200,
]
const VALUE_TICKS = 4
/** No round numbers can be made within a narrower range. */
const LEAST_SPAN = 1e-290

/** A handful of round values inside [low, high], at most a dozen; durations in steps of minutes and hours. */
export function valueTicks(low: number, high: number, unit: Unit): number[] {
  const span = high - low
  if (!(span > LEAST_SPAN) || !Number.isFinite(span)) return [low]
  const wanted = span / (VALUE_TICKS + 1)
  const step = unit === 'seconds' && wanted >= 1 ? DURATION_STEPS.find(each => each >= wanted) : undefined
  if (step === undefined) return scaleLinear([low, high], [0, 1]).ticks(VALUE_TICKS)
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step)
}

export interface TimeTick {
  at: Millis
  label: string
}

/** At about `most` round moments inside [from, to], in UTC. */
export function timeTicks(from: Millis, to: Millis, most: number): TimeTick[] {
  const long = to - from > 300 * DAY
  return scaleUtc([from, to], [0, 1])
    .ticks(most)
    .map(date => ({ at: date.getTime(), label: labelOf(date, long) }))
}

function labelOf(date: Date, long: boolean): string {
  const at = date.getTime()
  if (at % DAY !== 0) return clockTime(at)
  return long && date.getUTCMonth() === 0 && date.getUTCDate() === 1
    ? String(date.getUTCFullYear())
    : formatDay(at)
}

function finite(coordinate: number, otherwise: number): number {
  return Number.isFinite(coordinate) ? coordinate : otherwise
}
