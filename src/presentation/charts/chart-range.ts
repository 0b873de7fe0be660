// Which stretch of time the chart shows: enough of what was normal to see that something changed.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { Change } from '../../detection/change.ts'
import type { Point } from '../../series/series.ts'

export interface ChartRange {
  from: Millis
  to: Millis
}

/** As much before the onset as after it, and a week at least; never before the first point. */
export function chartRange(
  points: readonly Point[],
  { onset }: Pick<Change, 'onset'>,
  now: Millis,
  bucket: Millis,
): ChartRange {
  const last = points.at(-1)
  const to = Math.max(last === undefined ? onset.upper : last.at + bucket, onset.upper, now)
  const before = Math.max(to - onset.value, 7 * DAY, 24 * bucket)
  const first = points[0]?.at ?? onset.lower
  const from = Math.min(Math.max(onset.value - before, first), onset.lower)
  return { from, to: Math.max(to, from + bucket) }
}
