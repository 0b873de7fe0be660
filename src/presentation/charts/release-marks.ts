// Which releases a chart marks: those inside its range, unless they are so many that they would be a fence.
import type { Millis } from '../../core/clock.ts'
import type { ChartRange } from './chart-range.ts'

const MOST = 60

export function markedReleases<T extends { at: Millis }>(
  releases: readonly T[],
  { from, to }: ChartRange,
): readonly T[] {
  const inside = releases.filter(({ at }) => at >= from && at <= to)
  return inside.length > MOST ? [] : inside
}
