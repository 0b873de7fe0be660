// Turns lifecycles into the points of an indicator's series, one for every bucket that has closed.
//
// The same function serves the first backfill and every later tick. A point depends only on what happened
// before its bucket was closed, so one pass over ninety days and ten thousand small ones give equal bytes.
import type { Millis } from '../core/clock.ts'
import type { Labels } from '../core/series-key.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Lifecycle } from '../lifecycles/lifecycle.ts'
import { type BucketPolicy, bucketStart } from './bucket.ts'
import type { Point } from './series.ts'
import { trialBucket } from './trial.ts'

export interface KnownSeries {
  labels: Labels
  bucket: Millis
  /** Start of the bucket of its last point. A series exists from its first point on. */
  lastAt: Millis
}

export interface Pass {
  indicator: Indicator
  /** Label names that split the indicator into series; `source` is the name of the source. */
  by: readonly string[]
  /** The series of the indicator so far. */
  known: readonly KnownSeries[]
  /** Everything that happened before it has been reported. */
  closedUpTo: Millis
  /** Where history begins. A bucket that starts before it was seen only in part and is not estimated. */
  since: Millis
  /** What the pass before returned; `since` for the first. Until then, no series is unknown. */
  resumeFrom: Millis
  policy: BucketPolicy
}

export interface SeriesPoints {
  labels: Labels
  bucket: Millis
  /** New points in order, at least one. */
  points: Point[]
}

export interface PassResult {
  series: SeriesPoints[]
  resumeFrom: Millis
}

/** What a missing label is called in a series. */
const UNKNOWN_LABEL = 'unknown'

/** The span of time of which a pass needs every overlapping lifecycle; null: nothing to do. */
export function planPass(pass: Pass): { from: Millis; to: Millis } | null {
  const { known, closedUpTo, resumeFrom } = pass
  const starts = known
    .map(series => dueSpan(pass, series))
    .flatMap(span => (span === null ? [] : [span.from]))
  const from = Math.min(resumeFrom, ...starts)
  return from < closedUpTo ? { from, to: closedUpTo } : null
}

/**
 * The points that have become due. `lifecycles` holds at least those that overlap the planned span, in any
 * order; more of them change nothing.
 *
 * A series begins with the bucket in which it is first seen, and has a point for every closed bucket from
 * then on: one without a value where the estimator declines, and for a count, zero where nothing came.
 */
export function estimateSeries(pass: Pass, lifecycles: readonly Lifecycle[]): PassResult {
  const { indicator, by, known, closedUpTo } = pass
  const groups = groupByLabels(lifecycles, by)
  const knownKeys = new Set(known.map(({ labels }) => labelKey(labels, by)))
  const series: SeriesPoints[] = []

  for (const { labels, bucket, lastAt } of known) {
    const span = dueSpan(pass, { bucket, lastAt })
    if (span === null) continue
    const members = groups.get(labelKey(labels, by))?.members ?? []
    series.push({ labels, bucket, points: estimateBuckets(indicator, members, bucket, span) })
  }

  let resumeFrom = Math.max(pass.resumeFrom, closedUpTo)
  for (const [key, { labels, members }] of groups) {
    if (knownKeys.has(key)) continue
    const first = firstSeen(pass, members)
    if (first === null) continue
    const begun = beginSeries(pass, labels, members, first)
    if (begun === null) resumeFrom = Math.min(resumeFrom, first)
    else series.push(begun)
  }
  return { series, resumeFrom }
}

/** Decides on the bucket of a new series and gives its points so far; null while there is none. */
function beginSeries(
  pass: Pass,
  labels: Labels,
  members: readonly Lifecycle[],
  first: Millis,
): SeriesPoints | null {
  const { indicator, closedUpTo, since, policy } = pass
  const bucket = trialBucket(indicator, members, first, closedUpTo, policy)
  if (bucket === null) return null
  const start = bucketStart(first, bucket)
  const from = start < since ? start + bucket : start
  const span = dueSpan(pass, { bucket, lastAt: from - bucket })
  if (span === null) return null
  return { labels, bucket, points: estimateBuckets(indicator, members, bucket, span) }
}

/** The closed buckets of a series that have no point yet. */
function dueSpan(
  { indicator, closedUpTo }: Pass,
  { bucket, lastAt }: { bucket: Millis; lastAt: Millis },
): { from: Millis; to: Millis } | null {
  const from = lastAt + bucket
  const to = bucketStart(closedUpTo - indicator.maturity, bucket)
  return from < to ? { from, to } : null
}

interface Group {
  labels: Labels
  members: Lifecycle[]
}

function groupByLabels(lifecycles: readonly Lifecycle[], by: readonly string[]): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const lifecycle of lifecycles) {
    const labels = labelsOf(lifecycle, by)
    const key = labelKey(labels, by)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { labels, members: [lifecycle] })
    else group.members.push(lifecycle)
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function labelsOf({ labels, source }: Lifecycle, by: readonly string[]): Labels {
  return Object.fromEntries(
    by.map(name => [name, name === 'source' ? source : (labels[name] ?? UNKNOWN_LABEL)]),
  )
}

function labelKey(labels: Labels, by: readonly string[]): string {
  return by.map(name => labels[name]).join('\u0000')
}

/** The first moment since the last pass at which a lifecycle counted; null: none has. */
function firstSeen(pass: Pass, members: readonly Lifecycle[]): Millis | null {
  const { indicator, resumeFrom, closedUpTo } = pass
  let first: Millis | null = null
  for (const lifecycle of members) {
    for (const at of indicator.moments?.(lifecycle) ?? opening(lifecycle)) {
      if (at >= resumeFrom && at < closedUpTo && (first === null || at < first)) first = at
    }
  }
  return first
}

function opening({ openedAt, endedAt }: Lifecycle): readonly Millis[] {
  const at = openedAt ?? endedAt
  return at === null ? [] : [at]
}

function estimateBuckets(
  indicator: Indicator,
  members: readonly Lifecycle[],
  bucket: Millis,
  span: { from: Millis; to: Millis },
): Point[] {
  return fillBuckets(indicator, members, bucket, span).map((lifecycles, index) => {
    const from = span.from + index * bucket
    const to = from + bucket
    const estimate = indicator.estimate({ from, to, asOf: to + indicator.maturity, lifecycles })
    if (!estimate.ok) return { at: from, value: null, lower: null, upper: null, n: estimate.n }
    const { value, lower, upper, n } = estimate
    return { at: from, value, lower: finite(lower), upper: finite(upper), n }
  })
}

/** A limit that does not exist is null. */
function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null
}

/** The lifecycles that each bucket's estimate needs, in one pass over all of them. */
function fillBuckets(
  { moments }: Indicator,
  members: readonly Lifecycle[],
  bucket: Millis,
  { from, to }: { from: Millis; to: Millis },
): Lifecycle[][] {
  const buckets: Lifecycle[][] = Array.from({ length: Math.round((to - from) / bucket) }, () => [])
  const put = (index: number, lifecycle: Lifecycle): void => {
    const row = buckets[index]
    if (row !== undefined && row.at(-1) !== lifecycle) row.push(lifecycle)
  }
  for (const lifecycle of members) {
    if (moments !== undefined) {
      for (const at of moments(lifecycle)) put(Math.floor((at - from) / bucket), lifecycle)
      continue
    }
    const opened = Math.max(lifecycle.openedAt ?? lifecycle.endedAt ?? to, from)
    const ended = Math.min(lifecycle.endedAt ?? to, to - 1)
    const last = Math.floor((ended - from) / bucket)
    for (let index = Math.floor((opened - from) / bucket); index <= last; index++) put(index, lifecycle)
  }
  return buckets
}
