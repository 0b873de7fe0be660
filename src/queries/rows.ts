// What the pages and the API say of one series, one alert or one message.
import type { Episode } from '../alerting/episode.ts'
import { RANK } from '../alerting/match.ts'
import type { Rule } from '../alerting/rule.ts'
import type { Millis } from '../core/clock.ts'
import { receivedTitle, summaryOf } from '../delivery/email/received-content.ts'
import type { Contact } from '../delivery/notifiers/registry.ts'
import type { OutboxRecord } from '../delivery/outbox/outbox.ts'
import { asItEnded, notReached } from '../delivery/reached.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Live, Suppressed } from '../pipeline/status.ts'
import { stateOf } from '../presentation/change/sentences.ts'
import { cleanUrl, maskAddresses } from '../presentation/clean.ts'
import { seriesTitle } from '../presentation/series-words.ts'
import type { Series } from '../series/series.ts'
import type { Store } from '../storage/store.ts'
import { type PlotDeps, plotOf } from './plots/plot.ts'
import type {
  AcceptanceView,
  AlertDetail,
  AlertRow,
  HistoryEntry,
  MailRow,
  NotNotified,
  Overview,
  SeriesIdentity,
  SeriesRow,
  SeriesStatus,
} from './views.ts'

export interface RowDeps extends PlotDeps {
  live: Live
  rules: readonly Rule[]
  contacts: readonly Contact[]
  /** The indicator of a series, and what must be said of how its values come about. */
  indicatorOf(series: Series): { indicator: Indicator; note: string | null } | null
}

export function identify(series: Series, { indicatorOf }: RowDeps): SeriesIdentity | null {
  const found = indicatorOf(series)
  if (found === null) return null
  const { help, unit, goodDirection } = found.indicator
  return { ...series, help, unit, goodDirection, note: found.note }
}

export function seriesRow(series: Series, span: Millis, deps: RowDeps): SeriesRow | null {
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

export function statusOf(series: Series, { live }: RowDeps): SeriesStatus {
  const verdict = live.verdicts.get(series.id)
  if (verdict === undefined) return { name: 'warming', have: 0, need: 0 }
  if (verdict.status === 'alarm') return { name: verdict.alarm.severity }
  return verdict.status === 'warming'
    ? { name: 'warming', have: verdict.have, need: verdict.need }
    : { name: 'quiet', coverageGaps: verdict.coverageGaps }
}

/** By episode, of the list that the last evaluation left: it may name many thousands. */
const indexes = new WeakMap<readonly Suppressed[], Map<string, Suppressed[]>>()

function suppressedOf({ id, notified }: Episode, { live, store, contacts }: RowDeps): NotNotified[] {
  const all = live.suppressed
  const index = indexes.get(all) ?? Map.groupBy(all, ({ episodeId }) => episodeId)
  indexes.set(all, index)
  const reaching = { outbox: store.outbox, contacts }
  const givenUp = (episodeId: string, only?: string): NotNotified[] =>
    notReached(episodeId, reaching).flatMap(({ contact, why }) =>
      only !== undefined && contact !== only
        ? []
        : [{ episodeId: id, contact, reason: 'given up', by: null, until: null, why }],
    )
  const held = (index.get(id) ?? []).flatMap(one => {
    // Who should have heard of it with another alert, and did not, has not heard of this one either.
    const lost = one.reason === 'same incident' && one.by !== null ? givenUp(one.by, one.contact) : []
    return lost.length > 0 ? lost : [one]
  })
  return [...(notified === undefined ? [] : givenUp(id)), ...held]
}

export function alertRow(
  episode: Episode,
  series: ReadonlyMap<number, Series>,
  deps: RowDeps,
): AlertRow | null {
  const suppressed = suppressedOf(episode, deps)
  if (episode.origin === 'received') {
    return {
      episode,
      title: receivedTitle(episode),
      words: summaryOf(episode),
      since: episode.pendingSince,
      series: null,
      runbook: cleanUrl(episode.annotations.runbook_url ?? null),
      suppressed,
    }
  }
  const found = series.get(episode.seriesId)
  const identity = found === undefined ? null : identify(found, deps)
  if (identity === null) return null
  return {
    episode,
    title: seriesTitle(identity),
    words: stateOf(episode.change),
    since: episode.change.onset.value,
    series: identity,
    runbook: deps.rules.find(rule => rule.name === episode.rule)?.runbook ?? null,
    suppressed,
  }
}

/** What the store keeps of a change beside the episode. */
export function keptOf(
  episode: Episode,
  store: Pick<Store, 'acceptances' | 'changes'>,
): Pick<AlertDetail, 'acceptance' | 'detector'> {
  return { acceptance: acceptanceOf(episode, store), detector: detectorOf(episode, store) }
}

function acceptanceOf(episode: Episode, { acceptances }: Pick<Store, 'acceptances'>): AcceptanceView | null {
  const all = episode.origin === 'change' ? acceptances.of(episode.seriesId) : []
  const last = all.find(({ episodes }) => episodes.includes(episode.id))
  if (last === undefined) return null
  const { by, at, note, undone } = last
  return { by, at, note, holds: undone === null }
}

/** Name of the detector of the last change of the series that was raised before the alert was; null where it is not known. */
function detectorOf(episode: Episode, { changes }: Pick<Store, 'changes'>): string | null {
  if (episode.origin === 'received') return null
  const { seriesId, pendingSince } = episode
  const candidates = [changes.standing(seriesId), ...changes.list(CHANGES_SEARCHED)]
  const found = candidates.find(one => one?.seriesId === seriesId && one.alarm.at <= pendingSince)
  return found?.alarm.detector ?? null
}

/** The newest: those of an alert that people still ask about are among them. */
const CHANGES_SEARCHED = 500

/** What was kept of actions and notifications, and what became of each message. */
export function historyOf(
  id: string,
  entries: readonly OutboxRecord[],
  { store, contacts }: RowDeps,
): HistoryEntry[] {
  const moments: HistoryEntry[] = [
    ...asItEnded(store.history.of(id), { outbox: store.outbox, contacts }).map(
      ({ at, actor, action, detail }) => ({
        at,
        what: action,
        detail: detail === '' ? null : maskAddresses(detail),
        who: actor === 'slowburn' ? null : maskAddresses(actor),
      }),
    ),
    ...entries.map(entry => ({
      at: entry.settledAt ?? entry.createdAt,
      what: `message ${entry.state}`,
      detail: maskAddresses(`${entry.recipient}${entry.lastError === null ? '' : `: ${entry.lastError}`}`),
      who: null,
    })),
  ]
  return moments.sort((a, b) => a.at - b.at)
}

export function mailRow(entry: OutboxRecord, { episodes }: Pick<Store, 'episodes'>): MailRow {
  return {
    id: String(entry.id),
    at: entry.createdAt,
    to: maskAddresses(entry.recipient),
    subject: entry.subject,
    state: entry.state,
    attempts: entry.attempts,
    lastError: entry.lastError && maskAddresses(entry.lastError),
    // A message about many, a report and a test name themselves.
    alertId: episodes.get(entry.episodeId) === null ? null : entry.episodeId,
  }
}

/** Alerts of other systems that the first page shows. */
const RECEIVED_SHOWN = 10

export function receivedOf(deps: RowDeps, series: ReadonlyMap<number, Series>): Overview['received'] {
  const firing = deps.store.episodes
    .open()
    .filter(({ origin, state }) => origin === 'received' && state === 'firing')
    .toSorted((a, b) => RANK[b.severity] - RANK[a.severity] || (b.firingSince ?? 0) - (a.firingSince ?? 0))
  return {
    firing: firing.length,
    pages: firing.filter(({ severity }) => severity === 'page').length,
    first: firing.slice(0, RECEIVED_SHOWN).flatMap(episode => alertRow(episode, series, deps) ?? []),
  }
}
