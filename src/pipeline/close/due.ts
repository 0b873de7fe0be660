// What of an indicator is to be looked at: the series that it has, and the buckets of which are over.
import type { Millis } from '../../core/clock.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import { bucketStart } from '../../series/bucket.ts'
import type { Grouping } from '../../series/grouping.ts'
import { groupKey } from '../../series/grouping.ts'
import type { DueSeries } from '../../series/points.ts'
import type { Series } from '../../series/series.ts'
import type { Begun } from '../../series/trial.ts'
import type { Store } from '../../storage/store.ts'

/** An indicator of one source, as it is split into series. */
export interface Split {
  indicator: Indicator
  by: readonly string[]
  grouping: Grouping
}

export interface KnownSeries extends Series {
  groupKey: string
  /** Start of the bucket of its last point. */
  lastAt: Millis
}

/** The series of an indicator of a source; a series exists from its first point on. */
export function knownSeries(
  store: Pick<Store, 'series'>,
  all: readonly Series[],
  { indicator, by }: Omit<Split, 'grouping'>,
  source: string,
): KnownSeries[] {
  return all.flatMap(series => {
    const { labels } = series
    if (series.indicator !== indicator.name || Object.keys(labels).length !== by.length) return []
    if (!by.every(label => label in labels)) return []
    if (by[0] === 'source' && labels.source !== source) return []
    const last = store.series.lastPoint(series.id)
    return last === null ? [] : [{ ...series, groupKey: groupKey(labels, by), lastAt: last.at }]
  })
}

/** The closed buckets of a series that have no point yet; null if there are none. */
export function dueOf(
  { indicator, grouping }: Split,
  { groupKey: key, labels, bucket, lastAt }: Pick<KnownSeries, 'groupKey' | 'labels' | 'bucket' | 'lastAt'>,
  closedUpTo: Millis,
): DueSeries | null {
  const from = lastAt + bucket
  const to = bucketStart(closedUpTo - indicator.maturity, bucket)
  return from < to ? { indicator, grouping, key, labels, bucket, from, to } : null
}

/** A new series has a point from the bucket on in which it was first seen, if that was seen whole. */
export function dueOfBegun(
  split: Split,
  { key, labels, bucket, first }: Begun,
  since: Millis,
  closedUpTo: Millis,
): DueSeries | null {
  const start = bucketStart(first, bucket)
  const from = start < since ? start + bucket : start
  return dueOf(split, { groupKey: key, labels, bucket, lastAt: from - bucket }, closedUpTo)
}

/** The buckets of a series that hold one of the moments and have a point already. */
export function dueAgain(
  { indicator, grouping }: Split,
  series: KnownSeries,
  moments: readonly Millis[],
): DueSeries[] {
  if (indicator.view !== undefined) return []
  const { groupKey: key, labels, bucket, lastAt } = series
  const starts = new Set(moments.map(at => bucketStart(at, bucket)))
  return [...starts]
    .filter(from => from <= lastAt)
    .map(from => ({ indicator, grouping, key, labels, bucket, from, to: from + bucket }))
}
