// Closes the buckets of one kind of lifecycle of one source: gives labels their places, decides the widths of new series,
// makes the points that are due, and makes those anew that late events have changed.
import type { Millis } from '../../core/clock.ts'
import { seriesKey } from '../../core/series-key.ts'
import type { LifecycleKind } from '../../lifecycles/registry.ts'
import { type BucketPolicy, bucketStart, defaultBucketPolicy } from '../../series/bucket.ts'
import { type Admitted, createGrouping, type Grouping } from '../../series/grouping.ts'
import { type DueSeries, type SeriesPoints, startPoints } from '../../series/points.ts'
import { unionOf } from '../../series/spans.ts'
import { startTrials, type Trials } from '../../series/trial.ts'
import type { Store } from '../../storage/store.ts'
import { completeOf } from '../collect/commit.ts'
import type { Planned } from '../plan.ts'
import type { CloseDeps } from './deps.ts'
import { dueAgain, dueOf, dueOfBegun, type KnownSeries, knownSeries, type Split } from './due.ts'
import { feed } from './feed.ts'
import { fillStarts } from './fill-starts.ts'
import { givePlaces, type Places, savePlaces } from './label-places.ts'
import { reportPass, reportTrial } from './report.ts'

export interface Stream {
  kind: LifecycleKind
  source: string
  /** Whether its series carry the name of the source. */
  bySource: boolean
  planned: readonly Planned[]
}

/** An indicator with its series. */
interface Held extends Split {
  policy: BucketPolicy
  series: KnownSeries[]
  since: Millis
}

/** Points that wait to be committed, at most. */
const MOST_WAITING = 1000

/** Moments whose buckets are made anew in one tick, at most. */
const MOST_AGAIN = 100

export async function closeStream(stream: Stream, deps: CloseDeps): Promise<void> {
  const { kind, source } = stream
  const { store, plan } = deps
  const completeUpTo = completeOf(store, kind, source)
  if (completeUpTo === null || store.lifecycles.earliest(kind, source) === null) return
  const closedUpTo = bucketStart(completeUpTo, plan.accumulated[kind].grain)
  const before = store.series.mark(`closed:${kind}:${source}`)
  if (before === null || closedUpTo > before) {
    if (kind === 'task' && plan.oneAtATime.has(source)) {
      await fillStarts(source, closedUpTo, { ...deps, accumulated: plan.accumulated })
    }
    await closeNew(stream, before, closedUpTo, deps)
  }
  const moments = store.cells.reopened(kind, source, MOST_AGAIN)
  if (moments.length > 0) await closeAgain(stream, moments, deps)
}

async function closeNew(
  stream: Stream,
  before: Millis | null,
  closedUpTo: Millis,
  deps: CloseDeps,
): Promise<void> {
  const { kind, source } = stream
  const { store } = deps
  // From here on a cell may have been read: what is added to it later has its bucket estimated anew, be the pass cut short too.
  store.relaxed(() => store.series.setMark(`closing:${kind}:${source}`, closedUpTo))
  const places = await countPlaces(stream, before, closedUpTo, deps)
  const all = hold(stream, places.admitted, before, deps)
  const begun = await tryWidths(stream, all, closedUpTo, deps)
  const maybeDue = all.flatMap((split, place) => [
    ...split.series.map(series => dueOf(split, series, closedUpTo)),
    ...(begun[place]?.begun ?? []).map(one => dueOfBegun(split, one, split.since, closedUpTo)),
  ])
  const due = maybeDue.filter(one => one !== null)
  await makePoints(stream, due, deps)
  store.transaction(() => {
    for (const [place, { indicator }] of all.entries()) {
      store.series.setMark(`resume:${indicator.name}:${source}`, begun[place]?.resumeFrom ?? closedUpTo)
    }
    store.series.setMark(`closed:${kind}:${source}`, closedUpTo)
    savePlaces(store.labels, kind, source, places.values)
    retire(store, all, places.displaced)
  })
}

async function countPlaces(
  stream: Stream,
  before: Millis | null,
  closedUpTo: Millis,
  deps: CloseDeps,
): Promise<Places> {
  const { kind, source, planned } = stream
  const labels = [...new Set(planned.flatMap(({ by }) => by))].filter(label => label !== 'source')
  const counting = givePlaces(labels, label => deps.store.labels.values(kind, source, label), {
    countedUpTo: before,
    now: closedUpTo,
    cap: deps.labelValues,
  })
  const from = before ?? deps.store.lifecycles.earliest(kind, source) ?? closedUpTo
  await feed(stream, { from, to: closedUpTo }, labels.length === 0 ? [] : [counting], deps)
  return counting.end()
}

/** Of every indicator, how it is split, the series that it has, and where its history begins. */
function hold(
  { kind, source, bySource, planned }: Stream,
  admitted: Admitted,
  before: Millis | null,
  deps: CloseDeps,
): Held[] {
  const { store } = deps
  const series = store.series.all()
  const groupings = new Map<string, Grouping>()
  return planned.map(({ indicator, by: own, bucket }) => {
    const by = bySource ? ['source', ...own] : own
    const name = JSON.stringify(by)
    const grouping = groupings.get(name) ?? createGrouping(by, source, admitted)
    groupings.set(name, grouping)
    const policy =
      bucket === null ? defaultBucketPolicy : { ...defaultBucketPolicy, least: bucket, most: bucket }
    const since = sinceOf(store, indicator.name, kind, source, before)
    return {
      indicator,
      by,
      grouping,
      policy,
      since,
      series: knownSeries(store, series, { indicator, by }, source),
    }
  })
}

/**
 * Where history begins for an indicator: kept from the first pass on, so that late rows do not move it. One that is new
 * begins where the others are: what it adds up was not added up before.
 */
function sinceOf(
  store: Store,
  indicator: string,
  kind: LifecycleKind,
  source: string,
  before: Millis | null,
): Millis {
  const mark = `since:${indicator}:${source}` as const
  const known = store.series.mark(mark)
  if (known !== null) return known
  const since = before ?? store.lifecycles.earliest(kind, source) ?? 0
  store.series.setMark(mark, since)
  return since
}

async function tryWidths(
  stream: Stream,
  all: readonly Held[],
  closedUpTo: Millis,
  deps: CloseDeps,
): Promise<Array<ReturnType<Trials['end']>>> {
  const trials = all.map(({ indicator, grouping, policy, series, since }) => {
    const known = new Set(series.map(one => one.groupKey))
    const resumeFrom = deps.store.series.mark(`resume:${indicator.name}:${stream.source}`) ?? since
    const options = {
      indicator,
      grouping,
      policy,
      resumeFrom,
      closedUpTo,
      isKnown: (key: string) => known.has(key),
    }
    return { resumeFrom, trial: startTrials(options) }
  })
  const from = Math.min(...trials.map(({ resumeFrom }) => resumeFrom))
  await feed(
    stream,
    { from, to: closedUpTo },
    trials.map(({ trial }) => trial),
    deps,
  )
  const ended = deps.watchdog.run(() => trials.map(({ trial }) => trial.end()))
  for (const [place, { fault }] of ended.entries())
    reportTrial(stream.source, all[place]?.indicator.name ?? '', fault, deps.observe)
  return ended
}

async function makePoints(stream: Stream, due: readonly DueSeries[], deps: CloseDeps): Promise<void> {
  if (due.length === 0) return
  const { store } = deps
  const pass = startPoints(due)
  const commit = (): void => {
    const taken = pass.take()
    if (taken.length > 0) store.relaxed(() => append(store, taken))
  }
  await feed(stream, spanOf(due), [pass], deps, () => {
    if (pass.waiting() >= MOST_WAITING) commit()
  })
  deps.watchdog.run(() => pass.end())
  commit()
  reportPass(stream.source, due, pass, deps.observe)
}

function append(store: Store, taken: readonly SeriesPoints[]): void {
  for (const { indicator, labels, bucket, points } of taken) {
    const series = store.series.ensure(seriesKey(indicator.name, labels), indicator.name, labels, bucket)
    store.series.append(series.id, points)
  }
}

/** An indicator that views cells from before its window needs them from the beginning. */
function spanOf(due: readonly DueSeries[]): { from: Millis; to: Millis } {
  const views = due.some(({ indicator }) => indicator.view !== undefined)
  return {
    from: views ? Number.NEGATIVE_INFINITY : Math.min(...due.map(({ from }) => from)),
    to: Math.max(...due.map(({ to }) => to)),
  }
}

async function closeAgain(stream: Stream, moments: readonly Millis[], deps: CloseDeps): Promise<void> {
  const { kind, source } = stream
  const { store } = deps
  const admitted = new Map(
    stream.planned
      .flatMap(({ by }) => by)
      .map(label => {
        const values = store.labels.values(kind, source, label)
        return [label, new Set(values.filter(one => one.admitted).map(one => one.value))] as const
      }),
  )
  const all = hold(stream, admitted, null, deps)
  const due = all.flatMap(split => split.series.flatMap(series => dueAgain(split, series, moments)))
  const pass = startPoints(due)
  for (const span of unionOf(due)) await feed(stream, span, [pass], deps)
  deps.watchdog.run(() => pass.end())
  reportPass(source, [], pass, deps.observe)
  const ids = new Map(
    all.flatMap(({ indicator, series }) =>
      series.map(one => [`${indicator.name} ${one.groupKey}`, one.id] as const),
    ),
  )
  let revised = 0
  store.transaction(() => {
    for (const { indicator, key, points } of pass.take()) {
      revised += store.series.revise(ids.get(`${indicator.name} ${key}`) ?? 0, points)
    }
    store.cells.taken(kind, source, moments)
  })
  if (revised > 0) deps.observe.revised(source, revised)
}

/** A series of a value that has lost its place to a busier one gets no more points. */
function retire(store: Store, all: readonly Held[], displaced: Admitted): void {
  for (const { series } of all) {
    for (const { id, labels } of series) {
      if (Object.entries(labels).some(([name, value]) => displaced.get(name)?.has(value)))
        store.series.retire(id)
    }
  }
}
