// Since when: the likeliest moment of the onset and the interval that holds it.
import type { Millis } from '../../core/clock.ts'
import { formatDuration } from '../../core/duration.ts'
import { formatMinute, formatMoment, formatSameMoment } from '../../core/format.ts'
import type { Change } from '../../detection/change.ts'
import { bucketName } from '../series-words.ts'
import { shortTime } from '../times.ts'

/** The onset in UTC and in the reader's zone, then the interval that holds it. */
export function sinceWhen({ onset }: Pick<Change, 'onset'>, zone: string, bucket: Millis): string {
  const there = zone === 'UTC' ? '' : ` (${formatSameMoment(onset.value, zone)})`
  const known =
    onset.upper - onset.lower <= bucket
      ? `known to the ${bucketName(bucket)}`
      : `90 % interval ${formatMinute(onset.lower)} to ${formatMinute(onset.upper)} UTC`
  return `${formatMoment(onset.value, 'UTC')}${there}; ${known}`
}

/** `±5 h` where the onset lies in the middle of its interval, else both ends; null where it is known exactly. */
export function onsetRange({ onset }: Pick<Change, 'onset'>, now: Millis): string | null {
  const before = onset.value - onset.lower
  const after = onset.upper - onset.value
  if (before <= 0 && after <= 0) return null
  if (Math.abs(before - after) <= 0.25 * Math.max(before, after)) {
    return `±${formatDuration(Math.max(before, after))}`
  }
  return `${shortTime(onset.lower, now)} to ${shortTime(onset.upper, now)}`
}
