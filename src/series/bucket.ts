// The grid of time buckets, and how wide a series' buckets must be for its estimator to have enough to go on.
import type { Millis } from '../core/clock.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../core/duration.ts'

/** The widths in use. Each starts on a round time in UTC; a week starts on Monday. */
export const BUCKET_WIDTHS: readonly Millis[] = [
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  WEEK,
]

/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY = 4 * DAY

/** Start of the bucket of the given width that `at` lies in. */
export function bucketStart(at: Millis, width: Millis): Millis {
  const origin = width % WEEK === 0 ? FIRST_MONDAY : 0
  return Math.floor((at - origin) / width) * width + origin
}

export interface BucketPolicy {
  /** No bucket is narrower; one hour unless the configuration says otherwise. */
  least: Millis
  /** No bucket is wider, however little it holds. */
  most: Millis
  /** How long a new series is watched, at most, before its width is frozen. */
  trial: Millis
}

export const defaultBucketPolicy: BucketPolicy = { least: HOUR, most: WEEK, trial: 28 * DAY }

/**
 * How much more than the minimum must be expected. Every platform has a daily rhythm: at night less than
 * half of the mean arrives. From a day on that is evened out, and what is left is chance and the weekend, of
 * which a bucket without a value now and then is a fair price: the next width up is seven times as wide.
 */
const MARGIN = { withinDay: 2, fromDay: 1.25 } as const

/**
 * The narrowest width in which enough is expected for the indicator's minimum, with a margin; the widest one
 * allowed where none is wide enough.
 */
export function chooseBucket(
  eventsPerHour: number,
  minimum: number,
  { least, most }: Pick<BucketPolicy, 'least' | 'most'> = defaultBucketPolicy,
): Millis {
  const allowed = BUCKET_WIDTHS.filter(width => width >= least && width <= most)
  const enough = allowed.find(width => {
    const margin = width < DAY ? MARGIN.withinDay : MARGIN.fromDay
    return (eventsPerHour * width) / HOUR >= margin * minimum
  })
  return enough ?? allowed.at(-1) ?? least
}
