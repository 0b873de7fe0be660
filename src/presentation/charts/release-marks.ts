// Which releases a chart marks: those inside its range, unless they are so many that they would be a fence.
import type { Millis } from '../../core/clock.ts'
import type { Release } from '../../events/release.ts'
import type { ChartRange } from './chart-range.ts'
import type { Plot } from './plot.ts'

const MOST = 60

export function markedReleases<T extends { at: Millis }>(
  releases: readonly T[],
  { from, to }: ChartRange,
): readonly T[] {
  const inside = releases.filter(({ at }) => at >= from && at <= to)
  return inside.length > MOST ? [] : inside
}

/** The releases that a chart of the plot marks. */
export function releasesOn({ releases = [], points, bucket, from, to }: Plot): readonly Release[] {
  const [first, last] = [from ?? points[0]?.at, to ?? (points.at(-1)?.at ?? Number.NaN) + bucket]
  return first === undefined ? [] : markedReleases(releases, { from: first, to: last })
}
