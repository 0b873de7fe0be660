// Puts what was fitted into the unit of the indicator: from, to, effect with intervals, good or bad, breach.
import type { Millis } from '../../core/clock.ts'
import type { Interval } from '../../core/interval.ts'
import type { Point } from '../../series/series.ts'
import { sortedQuantile } from '../../stats/segmentation/segment-robust.ts'
import type { ShiftFit } from '../../stats/segmentation/segment-shift.ts'
import type { Change, ChangeKind, Direction, MonitorOptions } from '../change.ts'
import { clamp, type DescribeInput, fromScale, toScale } from '../evidence/score.ts'
import { kindOf } from '../kinds/kinds.ts'
import { projectBreach } from './breach.ts'
import { type RateChange, rateChange } from './rate-change.ts'
import type { Onset, Row } from './row.ts'
import { type SpreadFit, TAIL } from './spread-change.ts'

/** A change but for how sure its kind is. */
export type Described = Omit<Change, 'kindProbability' | 'alternative'>

/** Numbers are told up to this size, so that differences and ratios of two stay finite. */
const LARGEST = 1e300
/** Half of a 95 % interval, in standard errors. */
const HALF = 1.96

/** A level that moved or a slope that began. The level of a share or a count is told from what was counted. */
export function describeMean(input: DescribeInput, row: Row, fit: ShiftFit, onset: Onset): Described {
  const counted = fit.shape === 'step' ? countedChange(input, row, onset) : null
  if (counted !== null && Math.sign(counted.absolute.value) === Math.sign(fit.effect.value)) {
    const { absolute, relative, from, to } = counted
    return {
      ...common(input, 'level', absolute.value < 0 ? 'down' : 'up', timesOf(row, onset)),
      effect: { absolute, relative, sigma: sigmasBetween(input, from, to) },
      from,
      to,
      breach: projectBreach(input, row, fit, onset),
    }
  }
  const start = fit.before.value
  const { value, error } = fit.effect
  const kind = fit.shape === 'step' ? 'level' : 'slope'
  const unit = unitOf(input)
  const ends = [start, start + value, start + value - HALF * error, start + value + HALF * error].map(unit)
  return {
    ...common(input, kind, value < 0 ? 'down' : 'up', timesOf(row, onset)),
    effect: { ...effectOf(input.options, ends), sigma: value },
    from: ends[0] as number,
    to: ends[1] as number,
    breach: projectBreach(input, row, fit, onset),
  }
}

function countedChange(
  { points, options, baseline }: DescribeInput,
  row: Row,
  onset: Onset,
): RateChange | null {
  const { family } = options
  if (family !== 'proportion' && family !== 'count') return null
  return rateChange(points, family, { from: baseline.from, onset: timesOf(row, onset).value })
}

function sigmasBetween({ baseline }: DescribeInput, from: number, to: number): number {
  const sigma = baseline.sigma > 0 ? baseline.sigma : 1
  return (toScale(baseline.scale, to) - toScale(baseline.scale, from)) / sigma
}

/** A spread that widened or narrowed: `from` and `to` are standard deviations in the unit. */
export function describeSpread(input: DescribeInput, row: Row, spread: SpreadFit, onset: Onset): Described {
  const unit = unitOf(input)
  const width = (sigmas: number): number => (unit(sigmas) - unit(-sigmas)) / 2
  const { before, after } = spread
  const { value: logRatio, error } = spread.logRatio
  const ends = [0, logRatio, logRatio - HALF * error, logRatio + HALF * error].map(power =>
    width(before * Math.exp(power)),
  )
  return {
    ...common(input, 'variance', logRatio < 0 ? 'down' : 'up', timesOf(row, onset)),
    effect: { ...effectOf(input.options, ends), sigma: after - before },
    from: ends[0] as number,
    to: ends[1] as number,
    breach: null,
  }
}

/** A tail that grew while the middle stayed: `from` and `to` are its near end before and since. */
export function describeTail(input: DescribeInput, row: Row, onset: Onset): Described {
  const { direction } = input.alarm
  const q = direction === 'up' ? 1 - TAIL : TAIL
  const before = row.values.slice(0, onset.index).sort()
  const since = row.values.slice(onset.index).sort()
  const dependence = Math.sqrt((1 + row.phi) / (1 - row.phi))
  const half = (HALF * dependence * Math.sqrt(q * (1 - q))) / Math.sqrt(Math.max(since.length, 1))
  const old = sortedQuantile(before, q)
  const now = [q, Math.max(q - half, 0), Math.min(q + half, 1)].map(share => sortedQuantile(since, share))
  const ends = [old, ...now].map(unitOf(input))
  return {
    ...common(input, 'tail', direction, timesOf(row, onset)),
    effect: { ...effectOf(input.options, ends), sigma: (now[0] as number) - old },
    from: ends[0] as number,
    to: ends[1] as number,
    breach: null,
  }
}

/** Too few values for a fit: the mean since the baseline, and an onset anywhere since it. */
export function describeBlunt(input: DescribeInput, row: Row): Described {
  const since = row.values.slice(Math.min(row.from, row.values.length))
  const mean = since.length === 0 ? 0 : since.reduce((sum, value) => sum + value, 0) / since.length
  const error = Math.sqrt((1 + row.phi) / (1 - row.phi) / Math.max(since.length, 1))
  const ends = [0, mean, mean - HALF * error, mean + HALF * error].map(unitOf(input))
  const { alarm, baseline } = input
  const lower = Math.min(row.at[row.from] ?? baseline.to, alarm.at)
  return {
    ...common(input, alarm.kind, alarm.direction, { value: alarm.at, lower, upper: alarm.at }),
    effect: { ...effectOf(input.options, ends), sigma: mean },
    from: ends[0] as number,
    to: ends[1] as number,
    breach: null,
  }
}

/** The same number again and again: since the first of the run; the true moment lies before its second. */
export function describeStuck(input: DescribeInput): Described {
  const { points, alarm } = input
  const known = points.filter(isNumber)
  const end = known.findLastIndex(point => point.at <= alarm.at)
  const value = known[end]?.value ?? null
  let start = end
  while (start > 0 && known[start - 1]?.value === value) start--
  const first = known[start]?.at ?? alarm.at
  const onset = { value: first, lower: first, upper: known[Math.min(start + 1, end)]?.at ?? first }
  return unmoved(input, onset, value)
}

/**
 * Silence: since the bucket after the last number, of a count after the last that was not zero. The true
 * moment may lie in the bucket before, which was not full any more; of a count it may also lie later, for as
 * long as no event at all is no surprise: at r events a bucket, 90 % of gaps are shorter than ln(10) / r.
 */
export function describeMissing(input: DescribeInput): Described {
  const { points, options, alarm, baseline } = input
  const counts = options.family === 'count'
  const last = points.findLast(point => isNumber(point) && !(counts && point.value === 0))
  const since = last === undefined ? alarm.at : last.at + options.bucket
  const counted = counts ? rateChange(points, 'count', { from: baseline.from, onset: since }) : null
  const chance = counted === null || counted.from <= 0 ? 0 : Math.ceil(Math.LN10 / counted.from)
  const upper = Math.max(since, Math.min(since + chance * options.bucket, alarm.at))
  const change = unmoved(input, { value: since, lower: last?.at ?? since, upper }, last?.value ?? null)
  if (counted === null) return change
  const { absolute, relative, from, to } = counted
  return { ...change, from, to, effect: { absolute, relative, sigma: sigmasBetween(input, from, to) } }
}

/** Stuck or missing: nothing can be said of an effect, so `to` is the last number there was. */
function unmoved(input: DescribeInput, onset: Interval, value: number | null): Described {
  const from = unitOf(input)(0)
  const nothing = { value: 0, lower: 0, upper: 0 }
  return {
    ...common(input, input.alarm.kind, input.alarm.direction, onset),
    effect: { absolute: nothing, relative: null, sigma: 0 },
    from,
    to: value ?? from,
    breach: null,
  }
}

/** What every description says, whatever moved. */
export function common(
  { alarm, options }: DescribeInput,
  kind: ChangeKind,
  direction: Direction,
  onset: Interval,
): Pick<Change, 'kind' | 'direction' | 'good' | 'onset' | 'evidence'> {
  return { kind, direction, good: goodOf(options, kind, direction), onset, evidence: alarm.evidence }
}

/** A wider spread, a stuck or a silent series is never an improvement. */
export function goodOf(options: MonitorOptions, kind: ChangeKind, direction: Direction): boolean | null {
  if (options.goodDirection === null) return null
  const { good } = kindOf(kind)
  if (good === 'never') return false
  return direction === (good === 'down' ? 'down' : options.goodDirection)
}

/** From [before, after, lower, upper] in the unit. */
export function effectOf(
  options: MonitorOptions,
  ends: readonly number[],
): Pick<Change['effect'], 'absolute' | 'relative'> {
  const [from = 0, to = 0, one = 0, two = 0] = ends
  const absolute = ordered(to - from, one - from, two - from)
  const relative = ordered(absolute.value / from, absolute.lower / from, absolute.upper / from)
  if (options.family === 'real' || !Object.values(relative).every(Number.isFinite))
    return { absolute, relative: null }
  return { absolute, relative }
}

function ordered(value: number, one: number, two: number): Interval {
  return { value, lower: Math.min(value, one, two), upper: Math.max(value, one, two) }
}

/** Standard deviations from the centre of the baseline to the unit of the indicator. */
function unitOf({ baseline }: DescribeInput): (sigmas: number) => number {
  const sigma = baseline.sigma > 0 ? baseline.sigma : 1
  return sigmas => clamp(fromScale(baseline.scale, baseline.center + sigmas * sigma), -LARGEST, LARGEST)
}

function isNumber({ value }: Point): boolean {
  return value !== null && Number.isFinite(value)
}

function timesOf(row: Row, onset: Onset): Interval {
  const time = (index: number): Millis => row.at[Math.min(Math.max(index, 0), row.at.length - 1)] as number
  return { value: time(onset.index), lower: time(onset.lower), upper: time(onset.upper) }
}
