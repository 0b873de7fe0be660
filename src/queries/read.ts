// Answers what the pages and the API ask, from the store and from what the last tick found.
import type { Episode } from '../alerting/episode.ts'
import { alertLabels } from '../alerting/muting/silence.ts'
import { matchesLabels } from '../alerting/routing/matcher.ts'
import type { Clock, Millis } from '../core/clock.ts'
import { DAY, HOUR } from '../core/duration.ts'
import { pauseInProcessorTime } from '../core/turns/pause.ts'
import type { ChangeRecord } from '../detection/change.ts'
import { type Incident, isOpen } from '../incidents/incident.ts'
import { findIncident } from '../operations/find.ts'
import type { Series } from '../series/series.ts'
import { type AuditsDeps, auditsOf } from './audits.ts'
import { clearedRoots, incidentView, namesOf, standingIncidents } from './incidents.ts'
import { faultsOf } from './live-faults.ts'
import { lookUpBriefly } from './look-up.ts'
import { bySeverityAndSize, oursFirst } from './order.ts'
import { keepPlots } from './plots/kept-plots.ts'
import { plotOf, withReleases } from './plots/plot.ts'
import {
  alertRow,
  historyOf,
  identify,
  keptOf,
  mailRow,
  type RowDeps,
  receivedOf,
  seriesRow,
  statusOf,
} from './rows.ts'
import { setAsideOf } from './set-aside.ts'
import { sourceViews } from './source-view.ts'
import type {
  AlertDetail,
  AlertList,
  ChangeView,
  IncidentView,
  Mailbox,
  Overview,
  SeriesDetail,
  SeriesList,
  SeriesQuery,
  SeriesRow,
  SeriesStatus,
  Views,
} from './views.ts'

export interface ViewsDeps extends RowDeps, Pick<AuditsDeps, 'rollouts'> {
  clock: Clock
  service: { name: string; version: string }
  demo: { note: string } | null
  staleAfter: Millis
  ways: Mailbox['ways']
}

/** How much history a sparkline and a chart show. */
const SPARK: Millis = 30 * DAY
const CHART: Millis = 90 * DAY
const CLEARED_SHOWN = 20

const ORDER: readonly SeriesStatus['name'][] = ['page', 'watch', 'warming', 'quiet']

export function createViews(given: ViewsDeps): Views {
  const deps = { ...given, plots: keepPlots() }
  const { store } = deps
  return {
    overview: () => overviewOf(deps),
    seriesList: query => seriesListOf(deps, query),
    series: id => seriesDetail(deps, id),
    points: (id, from, limit) =>
      seriesNamed(deps, id) === null ? null : store.series.points(id, from).slice(0, limit),
    lookBack: id => (seriesNamed(deps, id) === null ? null : { look: store.regimes.of(id) }),
    alerts: part => alertListOf(deps, part),
    alert: id => alertDetail(deps, id),
    incidents: limit => incidentsOf(deps, limit),
    incident: id => {
      const found = findIncident(store, id)
      return incidentOf(deps, 'done' in found ? null : found)
    },
    openIncidents: () => namesOf(store.incidents.open(), bySeries(deps)),
    covered: matchers => {
      const series = bySeries(deps)
      return store.episodes
        .open()
        .flatMap(episode => alertRow(episode, series, deps) ?? [])
        .filter(({ episode, series: one }) => matchesLabels(matchers, alertLabels(episode, one)))
    },
    audits: (limit, cards) => auditsOf(deps, { audits: limit, cards }, deps.clock.now()),
    mailbox: limit => ({
      ways: deps.ways,
      messages: store.outbox.list(limit).map(entry => mailRow(entry, store)),
    }),
    message: id => {
      const entry = /^\d{1,15}$/.test(id) ? store.outbox.get(Number(id)) : null
      return entry === null ? null : { ...mailRow(entry, store), bytes: entry.bytes }
    },
  }
}

function bySeries({ store }: ViewsDeps): Map<number, Series> {
  return new Map(store.series.all().map(series => [series.id, series]))
}

function seriesNamed(deps: ViewsDeps, id: number): Series | null {
  return bySeries(deps).get(id) ?? null
}

async function overviewOf(deps: ViewsDeps): Promise<Overview> {
  const { store, live, clock } = deps
  const series = bySeries(deps)
  const episodes = store.episodes.list(500)
  const records = store.changes.allStanding()
  const open = store.incidents.open()
  const roots = clearedRoots(open, store)
  const cleared = store.changes
    .list(200)
    .filter(record => record.clearedAt !== null)
    .slice(0, CLEARED_SHOWN)
  await lookUpBriefly(deps, [...records, ...roots, ...cleared], series)
  const standing = (await changeViews(deps, records, series, episodes)).sort(bySeverityAndSize)
  const recovered = await changeViews(deps, roots, series, episodes)
  const counts: Record<SeriesStatus['name'], number> = { page: 0, watch: 0, warming: 0, quiet: 0 }
  for (const one of series.values()) counts[statusOf(one, deps).name]++
  const { counts: mail } = store.outbox.summary()
  return {
    service: deps.service,
    now: clock.now(),
    demo: deps.demo,
    lastTickAt: live.lastTickAt,
    tickFault: live.fault,
    staleAfter: deps.staleAfter,
    sources: sourceViews(live, store.labels),
    disabledDetectors: live.disabledDetectors,
    ...faultsOf(live, clock.now()),
    standing,
    incidents: standingIncidents(open, viewsById([...standing, ...recovered]), standing, series),
    cleared: await changeViews(deps, cleared, series, episodes),
    counts,
    received: receivedOf(deps, series),
    setAside: setAsideOf(store),
    mail: { dead: mail.dead, waiting: mail.queued + mail.attempting },
  }
}

/** Of changes whose series are still computed, in their order. What else changed then must have been looked up. */
async function changeViews(
  deps: ViewsDeps,
  records: readonly ChangeRecord[],
  series: ReadonlyMap<number, Series>,
  episodes: readonly Episode[],
): Promise<ChangeView[]> {
  const pause = pauseInProcessorTime()
  const views: ChangeView[] = []
  for (const record of records) {
    const one = series.get(record.seriesId)
    if (one !== undefined) views.push(...changeView(deps, record, one, episodes))
    await pause()
  }
  return views
}

async function incidentsOf(deps: ViewsDeps, limit: number): Promise<IncidentView[]> {
  const { incidents: open } = await overviewOf(deps)
  const shown = open.slice(0, limit)
  const over = deps.store.incidents.list(limit).filter(one => !isOpen(one))
  const rest = await Promise.all(over.slice(0, limit - shown.length).map(one => incidentOf(deps, one)))
  return [...shown, ...rest.filter(one => one !== null)]
}

async function incidentOf(deps: ViewsDeps, incident: Incident | null): Promise<IncidentView | null> {
  if (incident === null) return null
  const { store } = deps
  const series = bySeries(deps)
  const records = incident.members.flatMap(({ change }) => store.changes.get(change) ?? [])
  await lookUpBriefly(deps, records, series)
  const views = await changeViews(deps, records, series, store.episodes.list(500))
  return incidentView(incident, viewsById(views), series)
}

function viewsById(views: readonly ChangeView[]): ReadonlyMap<string, ChangeView> {
  return new Map(views.map(view => [view.id, view]))
}

function changeView(
  deps: ViewsDeps,
  record: ChangeRecord,
  series: Series,
  episodes: readonly Episode[],
): ChangeView[] {
  const identity = identify(series, deps)
  if (identity === null) return []
  const episode = episodes.find(
    e => e.origin === 'change' && e.seriesId === series.id && e.pendingSince >= record.alarm.at,
  )
  return [
    {
      id: record.id,
      series: identity,
      severity: record.alarm.severity,
      detector: record.alarm.detector ?? null,
      change: record.change,
      raisedAt: record.raisedAt,
      clearedAt: record.clearedAt,
      causes: deps.causes.knownCausesOf(series, record.change.onset),
      carried: deps.causes.carriedOf(series, record.change),
      alert: episode === undefined ? null : { id: episode.id, rule: episode.rule, state: episode.state },
      plot: plotOf(series, record, SPARK, deps),
    },
  ]
}

/** What matters first; only the page that is asked for is drawn. */
async function seriesListOf(deps: ViewsDeps, { text, offset, limit }: SeriesQuery): Promise<SeriesList> {
  const wanted = text.toLowerCase()
  const matching = deps.store.series
    .all()
    .filter(series => deps.indicatorOf(series) !== null && series.key.toLowerCase().includes(wanted))
    .map(series => ({ series, rank: ORDER.indexOf(statusOf(series, deps).name) }))
    .sort((a, b) => a.rank - b.rank || (a.series.key < b.series.key ? -1 : 1))
  const pause = pauseInProcessorTime()
  const rows: SeriesRow[] = []
  for (const { series } of matching.slice(offset, offset + limit)) {
    const row = seriesRow(series, SPARK, deps)
    if (row !== null) rows.push(row)
    await pause()
  }
  return { total: matching.length, rows }
}

async function seriesDetail(deps: ViewsDeps, id: number): Promise<SeriesDetail | null> {
  const { store } = deps
  const series = seriesNamed(deps, id)
  const found = series === null ? null : deps.indicatorOf(series)
  const row = series === null ? null : seriesRow(series, CHART, deps)
  if (series === null || found === null || row === null) return null
  const { family, minimum, maturity } = found.indicator
  const episodes = store.episodes.list(500)
  const records = store.changes
    .list(1000)
    .filter(record => record.seriesId === id)
    .sort((a, b) => Number(a.clearedAt !== null) - Number(b.clearedAt !== null) || b.raisedAt - a.raisedAt)
  const own = new Map([[id, series]])
  await lookUpBriefly(deps, records, own)
  const changes = await changeViews(deps, records, own, episodes)
  return {
    ...row,
    plot: withReleases(row.plot, deps),
    family,
    minimum,
    maturity,
    changes,
    lookBack: store.regimes.of(id),
  }
}

function alertListOf(deps: ViewsDeps, { offset, limit }: { offset: number; limit: number }): AlertList {
  const { store } = deps
  const series = bySeries(deps)
  const open = store.episodes.open().toReversed().sort(oursFirst)
  const shown = open.slice(offset, offset + limit)
  const past = store.episodes.over(limit - shown.length, Math.max(0, offset - open.length))
  const firing = open.filter(({ state }) => state === 'firing').length
  return {
    firing,
    pending: open.length - firing,
    total: open.length + store.episodes.countOver(),
    rows: [...shown, ...past].flatMap(episode => alertRow(episode, series, deps) ?? []),
  }
}

function alertDetail(deps: ViewsDeps, id: string): AlertDetail | null {
  const { store } = deps
  const episode = store.episodes.get(id)
  const series = bySeries(deps)
  const row = episode === null ? null : alertRow(episode, series, deps)
  if (episode === null || row === null) return null
  const one = episode.origin === 'change' ? series.get(episode.seriesId) : undefined
  const entries = store.outbox.conversation(id)
  return {
    ...row,
    ...keptOf(episode, store),
    ...(one === undefined || episode.origin !== 'change'
      ? { causes: null, carried: null, plot: null }
      : {
          causes: deps.causes.causesOf(one, episode.change.onset),
          carried: deps.causes.carriedOf(one, episode.change),
          plot: withReleases(plotOf(one, { change: episode.change }, CHART, deps), deps),
        }),
    history: historyOf(id, entries, deps),
    messages: entries.map(entry => mailRow(entry, store)),
  }
}

/** Silence for longer than this means that slowburn itself has stopped. */
export function staleAfter(tick: Millis): Millis {
  return Math.max(5 * tick, HOUR / 4)
}
