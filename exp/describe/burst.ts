// Describes a burst: what was usual at that time of day, and how far from it the series went.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { Point } from '../../series/series.ts'
import { sortedQuantile } from '../../stats/segmentation/segment-robust.ts'
import { clamp, type DescribeInput, fromScale, isScorable, toScale } from '../evidence/score.ts'
import { common, type Described, effectOf } from './effect.ts'

/** What was usual is read from so many days before, at the same time of day; from the last two days where that has too few values. */
const DAYS = 14
const FEWEST = 4
const LATELY = 48
/** A burst may be known only at the second or third of its values. */
const BEHIND = 2
/** Numbers are told up to this size, so that differences of two stay finite. */
const LARGEST = 1e300

/** `from` is what was usual then, `to` the farthest value since; the interval is that of single values, 95 %. */
export function describeBurst(input: DescribeInput): Described {
  const { alarm, baseline, options } = input
  const side = alarm.direction === 'up' ? 1 : -1
  const known = input.points.filter(each => isKnown(each, input))
  const usual = usualOf(known, input, side)
  const from = sortedQuantile(usual, 0.5)
  const start = onsetOf(known, input, from, side)
  const since = known.filter(({ at }) => at >= start).map(({ value }) => bounded(value ?? 0))
  const to = since.reduce((most, value) => (side * (value - most) > 0 ? value : most), since[0] ?? from)
  const ends = [from, to, from + to - sortedQuantile(usual, 0.025), from + to - sortedQuantile(usual, 0.975)]
  const sigma = baseline.sigma > 0 ? baseline.sigma : 1
  return {
    ...common(input, 'burst', alarm.direction, { value: start, lower: start, upper: alarm.at }),
    effect: {
      ...effectOf(options, ends),
      sigma: (toScale(baseline.scale, to) - toScale(baseline.scale, from)) / sigma,
    },
    from,
    to,
    breach: null,
  }
}

function isKnown({ value }: Point, { options }: DescribeInput): boolean {
  return value !== null && isScorable(options.family, value)
}

/** Usual values in order of size: those of the same time of day on the days before, or of late where the series lay elsewhere. */
function usualOf(
  points: readonly Point[],
  { alarm, baseline, options }: DescribeInput,
  side: number,
): Float64Array {
  const before = alarm.at - BEHIND * options.bucket
  const past = points.filter(({ at }) => at < before)
  const raising = bounded(points.findLast(({ at }) => at <= alarm.at)?.value ?? 0)
  const same = sorted(past.filter(({ at }) => at >= before - DAYS * DAY && (alarm.at - at) % DAY === 0))
  if (same.length >= FEWEST && side * (raising - sortedQuantile(same, 0.5)) > 0) return same
  const late = sorted(past.slice(-LATELY))
  if (late.length > 0 && side * (raising - sortedQuantile(late, 0.5)) > 0) return late
  const nearest = side > 0 ? late[0] : late.at(-1)
  return Float64Array.of(nearest ?? bounded(fromScale(baseline.scale, baseline.center)))
}

function sorted(points: readonly Point[]): Float64Array {
  return Float64Array.from(points, ({ value }) => bounded(value ?? 0)).sort()
}

/** The first of the values that made the alarm: the one that raised it, or one shortly before that went half as far. */
function onsetOf(
  points: readonly Point[],
  { alarm, options }: DescribeInput,
  from: number,
  side: number,
): Millis {
  const raising = points.findLast(({ at }) => at <= alarm.at)
  const far = side * (bounded(raising?.value ?? from) - from)
  const first = points.find(
    ({ at, value }) =>
      at >= alarm.at - BEHIND * options.bucket &&
      at <= alarm.at &&
      side * (bounded(value ?? from) - from) > far / 2,
  )
  return Math.min(first?.at ?? alarm.at, alarm.at)
}

function bounded(value: number): number {
  return clamp(value, -LARGEST, LARGEST)
}
