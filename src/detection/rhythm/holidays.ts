// Which buckets of a series lie on a holiday: they are not what is usual, and are not judged by it.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { holidayTime } from '../../core/zones/holidays.ts'
import type { Point } from '../../series/series.ts'
import type { MonitorOptions } from '../change.ts'

/** A bucket of which this much lies on a holiday is one: of days by UTC, where a holiday is kept by the clocks of another zone, two hours are not. */
const ENOUGH = 0.25

/** Never of buckets wider than a day. */
export function isHoliday(calendar: string | null | undefined, at: Millis, bucket: Millis): boolean {
  if (calendar === null || calendar === undefined || bucket > DAY) return false
  return holidayTime(calendar, at, at + bucket) >= ENOUGH * bucket
}

/** The points that lie on no holiday. */
export function judged(points: readonly Point[], { calendar, bucket }: MonitorOptions): readonly Point[] {
  return calendar === undefined ? points : points.filter(({ at }) => !isHoliday(calendar, at, bucket))
}
