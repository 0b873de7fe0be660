// The scale on which a family of values is compared, and what the describer of a change is handed.
import type { Millis } from '../../core/clock.ts'
import type { Family } from '../../indicators/indicator.ts'
import type { Point } from '../../series/series.ts'
import type { Alarm, Change, MonitorOptions } from '../change.ts'

/** On each of these scales the spread of a series hardly depends on its level. */
export type Scale = 'log' | 'identity' | 'arcsine' | 'anscombe'

/** The frozen baseline as the describer sees it: `center` and `sigma` are on `scale`. */
export interface BaselineSummary {
  from: Millis
  /** End of its last bucket; of one that grew, of the last before that: a change may have begun while it grew. */
  to: Millis
  center: number
  /** Standard deviation of single points about the center, autocorrelation left in. */
  sigma: number
  /** Lag-one autocorrelation, at most .97. */
  phi: number
  scale: Scale
}

export interface DescribeInput {
  /** The points of the series so far, oldest first. */
  points: readonly Point[]
  alarm: Alarm
  options: MonitorOptions
  baseline: BaselineSummary
}

export type Describe = (input: DescribeInput) => Change

const SCALE: Readonly<Record<Family, Scale>> = {
  positive: 'log',
  real: 'identity',
  proportion: 'arcsine',
  count: 'anscombe',
}

export function scaleOf(family: Family): Scale {
  return SCALE[family]
}

/** A duration of nothing is scored as a nanosecond: far below any other, yet finite. */
const LEAST_POSITIVE = 1e-9
/** What lies beyond counts as this: the difference of two such is still a number of single precision, which warming keeps. */
const LARGEST = 1e38

/**
 * The value on its scale; finite for every value that `isScorable` admits.
 * `arcsine` is asin(sqrt(p)); `anscombe` is 2 sqrt(k + 3/8) (Anscombe 1948).
 */
export function toScale(scale: Scale, value: number): number {
  if (scale === 'log') return Math.log(clamp(value, LEAST_POSITIVE, LARGEST))
  if (scale === 'arcsine') return Math.asin(Math.sqrt(clamp(value, 0, 1)))
  if (scale === 'anscombe') return 2 * Math.sqrt(clamp(value, 0, LARGEST) + 3 / 8)
  return bounded(value)
}

/** The inverse of `toScale`; what lies beyond the ends of the family's range is brought to its end. */
export function fromScale(scale: Scale, score: number): number {
  if (scale === 'log') return Math.exp(score)
  if (scale === 'arcsine') return Math.sin(clamp(score, 0, Math.PI / 2)) ** 2
  if (scale === 'anscombe') return Math.max(0, (Math.max(score, 0) / 2) ** 2 - 3 / 8)
  return score
}

/** Whether a value can belong to the family at all: finite, and not negative where that has no meaning. */
export function isScorable(family: Family, value: number): boolean {
  if (!Number.isFinite(value)) return false
  if (family === 'real') return true
  return value >= 0 && (family !== 'proportion' || value <= 1)
}

/**
 * A value as detection takes it in: at single precision, as a warming series keeps it, so that what equals a constant baseline
 * is equal to it. A `real` one is kept by its distance from the first.
 */
export function takenIn(family: Family, value: number): number {
  return family === 'real' ? bounded(value) : Math.fround(bounded(value))
}

function bounded(value: number): number {
  return clamp(value, -LARGEST, LARGEST)
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
