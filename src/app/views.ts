// Answers what the pages and the API ask, from the store and from what the last tick found.
import type { Episode } from '../alerting/episode.ts'
import { matchesLabels } from '../alerting/matcher.ts'
import type { Rule } from '../alerting/rule.ts'
import { alertLabels } from '../alerting/silence.ts'
import type { Clock, Millis } from '../core/clock.ts'
import { DAY, HOUR } from '../core/duration.ts'
import { cleanUrl } from '../delivery/email/clean.ts'
import { receivedTitle, summaryOf } from '../delivery/email/received-content.ts'
import { seriesTitle } from '../delivery/email/words.ts'
import type { OutboxRecord } from '../delivery/outbox.ts'
import type { ChangeRecord, Monitor } from '../detection/change.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Point, Series } from '../series/series.ts'
import type { Store } from '../storage/store.ts'
import type {
  AcceptanceView,
  AlertRow,
  ChangeView,
  HistoryEntry,
  Mailbox,
  MailRow,
  Plot,
  SeriesIdentity,
  SeriesRow,
  SeriesStatus,
  Views,
} from '../web/views.ts'
import { verdictOf } from '../web/words.ts'
import type { CauseFinder } from './causes.ts'
import type { Live } from './live.ts'

export interface ViewsDeps {
  store: Store
  monitor: Monitor
  causes: CauseFinder
  live: Live
  clock: Clock
  service: { name: string; version: string }
  demo: { note: string } | null
  rules: readonly Rule[]
  staleAfter: Millis
  transport: Mailbox['transport']
  /** The indicator of a series, and what must be said of how its values come about. */
  indicatorOf(series: Series): { indicator: Indicator; note: string | null } | null
}

/** How much history a sparkline and a chart show. */
const SPARK: Millis = 30 * DAY
const CHART: Millis = 90 * DAY
const CLEARED_SHOWN = 20

const ORDER: readonly SeriesStatus['name'][] = ['page', 'watch', 'warming', 'quiet']

export function createViews(deps: ViewsDeps): Views {
  const { store, live, clock } = deps

  const bySeries = (): Map<number, Series> => new Map(store.series.all().map(series => [series.id, series]))

  const changeView = (record: ChangeRecord, series: Series, episodes: readonly Episode[]): ChangeView[] => {
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
        change: record.change,
        raisedAt: record.raisedAt,
        clearedAt: record.clearedAt,
        causes: deps.causes.causesOf(series, record.change.onset),
        alert: episode === undefined ? null : { id: episode.id, rule: episode.rule, state: episode.state },
        plot: plotOf(series, record, SPARK, deps),
      },
    ]
  }

  /** What matters first; only the page that is asked for is drawn. */
  const ordered = (): Series[] =>
    store.series
      .all()
      .filter(series => deps.indicatorOf(series) !== null)
      .sort(
        (a, b) =>
          ORDER.indexOf(statusOf(a, deps).name) - ORDER.indexOf(statusOf(b, deps).name) ||
          (a.key < b.key ? -1 : 1),
      )

  return {
    overview: () => {
      const series = bySeries()
      const episodes = store.episodes.list(500)
      const view = (record: ChangeRecord): ChangeView[] => {
        const found = series.get(record.seriesId)
        return found === undefined ? [] : changeView(record, found, episodes)
      }
      const counts: Record<SeriesStatus['name'], number> = { page: 0, watch: 0, warming: 0, quiet: 0 }
      for (const one of series.values()) counts[statusOf(one, deps).name]++
      const { counts: mail } = store.outbox.summary()
      return {
        service: deps.service,
        now: clock.now(),
        demo: deps.demo,
        lastTickAt: live.lastTickAt,
        staleAfter: deps.staleAfter,
        sources: [...live.sources.values()],
        standing: store.changes.allStanding().flatMap(view).sort(bySeverityAndSize),
        cleared: store.changes
          .list(200)
          .filter(record => record.clearedAt !== null)
          .slice(0, CLEARED_SHOWN)
          .flatMap(view),
        counts,
        mail: { dead: mail.dead, waiting: mail.queued + mail.attempting },
      }
    },

    seriesList: ({ text, offset, limit }) => {
      const wanted = text.toLowerCase()
      const matching = ordered().filter(series => series.key.toLowerCase().includes(wanted))
      const rows = matching.slice(offset, offset + limit)
      return { total: matching.length, rows: rows.flatMap(series => seriesRow(series, SPARK, deps) ?? []) }
    },

    series: id => {
      const series = bySeries().get(id)
      const found = series === undefined ? null : deps.indicatorOf(series)
      const row = series === undefined ? null : seriesRow(series, CHART, deps)
      if (series === undefined || found === null || row === null) return null
      const { family, minimum, maturity } = found.indicator
      const episodes = store.episodes.list(500)
      const changes = store.changes
        .list(1000)
        .filter(record => record.seriesId === id)
        .sort(
          (a, b) => Number(a.clearedAt !== null) - Number(b.clearedAt !== null) || b.raisedAt - a.raisedAt,
        )
        .flatMap(record => changeView(record, series, episodes))
      return {
        ...row,
        plot: withReleases(row.plot, deps),
        family,
        minimum,
        maturity,
        changes,
        lookBack: store.regimes.of(id),
      }
    },

    points: (id, from, limit) => {
      if (!bySeries().has(id)) return null
      return store.series.points(id, from).slice(0, limit)
    },

    lookBack: id => (bySeries().has(id) ? { look: store.regimes.of(id) } : null),

    alerts: ({ offset, limit }) => {
      const series = bySeries()
      const open = store.episodes.open().toReversed()
      const shown = open.slice(offset, offset + limit)
      const past = store.episodes.over(limit - shown.length, Math.max(0, offset - open.length))
      const firing = open.filter(({ state }) => state === 'firing').length
      return {
        firing,
        pending: open.length - firing,
        total: open.length + store.episodes.countOver(),
        rows: [...shown, ...past].flatMap(episode => alertRow(episode, series, deps) ?? []),
      }
    },

    alert: id => {
      const episode = store.episodes.get(id)
      const series = bySeries()
      const row = episode === null ? null : alertRow(episode, series, deps)
      if (episode === null || row === null) return null
      const one = episode.origin === 'change' ? series.get(episode.seriesId) : undefined
      const entries = store.outbox.conversation(id)
      return {
        ...row,
        acceptance: acceptanceOf(episode, store),
        ...(one === undefined || episode.origin !== 'change'
          ? { causes: null, plot: null }
          : {
              causes: deps.causes.causesOf(one, episode.change.onset),
              plot: withReleases(plotOf(one, { change: episode.change }, CHART, deps), deps),
            }),
        history: historyOf(id, entries, deps),
        messages: entries.map(entry => mailRow(entry, store)),
        untold: live.untold.filter(({ episodeId }) => episodeId === id),
      }
    },

    covered: matchers => {
      const series = bySeries()
      return store.episodes
        .open()
        .flatMap(episode => alertRow(episode, series, deps) ?? [])
        .filter(({ episode, series: one }) => matchesLabels(matchers, alertLabels(episode, one)))
    },

    mailbox: limit => ({
      transport: deps.transport,
      messages: store.outbox.list(limit).map(entry => mailRow(entry, store)),
    }),

    message: id => {
      const entry = /^\d{1,15}$/.test(id) ? store.outbox.get(Number(id)) : null
      return entry === null ? null : { ...mailRow(entry, store), bytes: entry.bytes }
    },
  }
}

function identify(series: Series, { indicatorOf }: ViewsDeps): SeriesIdentity | null {
  const found = indicatorOf(series)
  if (found === null) return null
  const { help, unit, goodDirection } = found.indicator
  return { ...series, help, unit, goodDirection, note: found.note }
}

function seriesRow(series: Series, span: Millis, deps: ViewsDeps): SeriesRow | null {
  const identity = identify(series, deps)
  if (identity === null) return null
  const last = deps.store.series.lastPoint(series.id)
  const record = deps.store.changes.standing(series.id)
  return {
    series: identity,
    status: statusOf(series, deps),
    last,
    silence: last !== null && last.value === null ? 'insufficient' : null,
    plot: plotOf(series, record, span, deps),
  }
}

function statusOf(series: Series, { live }: ViewsDeps): SeriesStatus {
  const verdict = live.verdicts.get(series.id)
  if (verdict === undefined) return { name: 'warming', have: 0, need: 0 }
  if (verdict.status === 'alarm') return { name: verdict.alarm.severity }
  return verdict.status === 'warming'
    ? { name: 'warming', have: verdict.have, need: verdict.need }
    : { name: 'quiet', blind: verdict.blind }
}

function plotOf(
  series: Series,
  record: Pick<ChangeRecord, 'change'> | null,
  span: Millis,
  { store, monitor }: ViewsDeps,
): Plot {
  const last = store.series.lastPoint(series.id)
  // A change that began before the usual span is shown whole, with what was normal before it.
  const usual = (last?.at ?? 0) - span
  const from = record === null ? usual : Math.min(usual, record.change.onset.lower - span / 3)
  const points = last === null ? [] : store.series.points(series.id, from)
  const state = store.series.monitor(series.id)
  return {
    points,
    bucket: series.bucket,
    band: state === null ? [] : bandOf(points, at => monitor.band(state, at)),
    onset: record?.change.onset ?? null,
  }
}

function withReleases(plot: Plot, { causes }: ViewsDeps): Plot {
  const [first] = plot.points
  return first === undefined ? plot : { ...plot, releases: causes.releasesSince(first.at) }
}

/** The band at each point; steps that repeat the one before are left out. */
function bandOf(
  points: readonly Point[],
  band: (at: Millis) => { lower: number; upper: number } | null,
): Array<{ at: Millis; lower: number; upper: number }> {
  const steps: Array<{ at: Millis; lower: number; upper: number }> = []
  for (const { at } of points) {
    const here = band(at)
    const before = steps.at(-1)
    if (here === null || (before?.lower === here.lower && before.upper === here.upper)) continue
    steps.push({ at, lower: here.lower, upper: here.upper })
  }
  return steps
}

function bySeverityAndSize(a: ChangeView, b: ChangeView): number {
  const rank = (view: ChangeView): number => (view.severity === 'page' ? 0 : 1)
  return rank(a) - rank(b) || Math.abs(b.change.effect.sigma) - Math.abs(a.change.effect.sigma)
}

function alertRow(episode: Episode, series: ReadonlyMap<number, Series>, deps: ViewsDeps): AlertRow | null {
  if (episode.origin === 'received') {
    return {
      episode,
      title: receivedTitle(episode),
      words: summaryOf(episode),
      since: episode.pendingSince,
      series: null,
      runbook: cleanUrl(episode.annotations.runbook_url ?? null),
    }
  }
  const found = series.get(episode.seriesId)
  const identity = found === undefined ? null : identify(found, deps)
  if (identity === null) return null
  return {
    episode,
    title: seriesTitle(identity),
    words: verdictOf(episode.change),
    since: episode.change.onset.value,
    series: identity,
    runbook: deps.rules.find(rule => rule.name === episode.rule)?.runbook ?? null,
  }
}

function acceptanceOf(episode: Episode, { acceptances }: Pick<Store, 'acceptances'>): AcceptanceView | null {
  const all = episode.origin === 'change' ? acceptances.of(episode.seriesId) : []
  const last = all.find(({ episodes }) => episodes.includes(episode.id))
  if (last === undefined) return null
  const { by, at, note, undone } = last
  return { by, at, note, holds: undone === null }
}

/** What was kept of who did and was told what, and what became of each message. */
function historyOf(id: string, entries: readonly OutboxRecord[], { store }: ViewsDeps): HistoryEntry[] {
  const moments: HistoryEntry[] = [
    ...store.history.of(id).map(({ at, actor, action, detail }) => ({
      at,
      what: action,
      detail: detail === '' ? null : detail,
      who: actor === 'slowburn' ? null : actor,
    })),
    ...entries.map(entry => ({
      at: entry.settledAt ?? entry.createdAt,
      what: `message ${entry.state}`,
      detail: `${entry.recipient}${entry.lastError === null ? '' : `: ${entry.lastError}`}`,
      who: null,
    })),
  ]
  return moments.sort((a, b) => a.at - b.at)
}

function mailRow(entry: OutboxRecord, { episodes }: Pick<Store, 'episodes'>): MailRow {
  return {
    id: String(entry.id),
    at: entry.createdAt,
    to: entry.recipient,
    subject: entry.subject,
    state: entry.state,
    attempts: entry.attempts,
    lastError: entry.lastError,
    // A message about many, a report and a test name themselves.
    alertId: episodes.get(entry.episodeId) === null ? null : entry.episodeId,
  }
}

/** Silence for longer than this means that slowburn itself has stopped. */
export function staleAfter(tick: Millis): Millis {
  return Math.max(5 * tick, HOUR / 4)
}
