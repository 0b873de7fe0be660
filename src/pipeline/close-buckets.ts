// Lifecycles -> indicators -> series: every bucket whose time is over and whose facts are in gets its point.
import type { Millis } from '../core/clock.ts'
import { seriesKey } from '../core/series-key.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Lifecycle } from '../lifecycles/lifecycle.ts'
import { reconstructStarts } from '../lifecycles/reconstruct.ts'
import { isLifecycleKind, type LifecycleKind } from '../lifecycles/registry.ts'
import { defaultBucketPolicy } from '../series/bucket.ts'
import { estimateSeries, type KnownSeries, type Pass, planPass } from '../series/estimate.ts'
import type { Source } from '../sources/source.ts'
import type { Store } from '../storage/store.ts'
import type { Plan, Planned } from './plan.ts'

/**
 * Closes what can be closed; one commit for each indicator and source. Every source has its own measure of
 * completeness, so one that cannot be read holds back only its own series.
 */
export function closeBuckets(store: Store, plan: Plan, sources: readonly Source[]): void {
  const read = reader(store, plan.oneAtATime)
  for (const planned of plan.indicators) {
    const feeding = sources.filter(source => feeds(source, planned.indicator.kind))
    for (const source of feeding) {
      // With a single source its name would say nothing; with several, each has series of its own.
      const by = feeding.length > 1 ? ['source', ...planned.by] : planned.by
      closeOne(store, { ...planned, by }, source.name, read)
    }
  }
}

/** A source names the kinds that it feeds, and its gauges one by one: these are observations. */
function feeds(source: Source, kind: LifecycleKind): boolean {
  return kind === 'observation'
    ? source.feeds.some(name => !isLifecycleKind(name))
    : source.feeds.includes(kind)
}

function closeOne(store: Store, planned: Planned, source: string, read: Reader): void {
  const { indicator, by } = planned
  const { completeUpTo } = store.sources.load(source)
  if (completeUpTo === null) return
  const since = beginning(store, indicator, source, completeUpTo)
  if (since === null) return
  const resumeMark = `resume:${indicator.name}:${source}` as const
  const pass: Pass = {
    indicator,
    by,
    known: knownSeries(store, indicator, by, source),
    closedUpTo: completeUpTo,
    since,
    resumeFrom: store.series.mark(resumeMark) ?? since,
    policy: planned.bucket === null ? defaultBucketPolicy : fixed(planned.bucket),
  }
  const span = planPass(pass)
  if (span === null) return
  const result = estimateSeries(pass, read(indicator.kind, source, span))
  store.transaction(() => {
    for (const { labels, bucket, points } of result.series) {
      const series = store.series.ensure(seriesKey(indicator.name, labels), indicator.name, labels, bucket)
      store.series.append(series.id, points)
    }
    store.series.setMark(resumeMark, result.resumeFrom)
  })
}

/** Where history begins for an indicator: kept from the first pass on, so that late rows do not move it. */
function beginning(store: Store, indicator: Indicator, source: string, completeUpTo: Millis): Millis | null {
  const mark = `since:${indicator.name}:${source}` as const
  const known = store.series.mark(mark)
  if (known !== null) return known
  const earliest = store.lifecycles.earliest(indicator.kind)
  if (earliest === null || earliest >= completeUpTo) return null
  store.series.setMark(mark, earliest)
  return earliest
}

function knownSeries(
  store: Store,
  indicator: Indicator,
  by: readonly string[],
  source: string,
): KnownSeries[] {
  return store.series.all().flatMap(({ id, indicator: name, labels, bucket }) => {
    if (name !== indicator.name || Object.keys(labels).length !== by.length) return []
    if (!by.every(label => label in labels)) return []
    if (by[0] === 'source' && labels.source !== source) return []
    const last = store.series.lastPoint(id)
    return last === null ? [] : [{ labels, bucket, lastAt: last.at }]
  })
}

type Reader = (kind: LifecycleKind, source: string, span: { from: Millis; to: Millis }) => Lifecycle[]

/** Reads the lifecycles of a span once for all indicators that ask for the same; starts are filled in. */
function reader(store: Store, oneAtATime: ReadonlySet<string>): Reader {
  const known = new Map<string, Lifecycle[]>()
  return (kind, source, { from, to }) => {
    const key = JSON.stringify([kind, source, from, to])
    const found = known.get(key) ?? load(store, kind, source, from, to, oneAtATime.has(source))
    known.set(key, found)
    return found
  }
}

function load(
  store: Store,
  kind: LifecycleKind,
  source: string,
  from: Millis,
  to: Millis,
  oneAtATime: boolean,
): Lifecycle[] {
  const all = store.lifecycles.overlapping(kind, from, to).filter(one => one.source === source)
  if (kind !== 'task' || !oneAtATime) return all
  const open = all.filter(one => one.endedAt === null)
  const ended = all.filter(one => one.endedAt !== null)
  return [...reconstructStarts(ended, store.lifecycles.lastEndBefore(kind, source, from)), ...open]
}

function fixed(bucket: Millis): Pass['policy'] {
  return { ...defaultBucketPolicy, least: bucket, most: bucket }
}
