// What the pages and the API show, as plain data. Whoever owns the store fills it; the pages only render it.

import type { Episode, EpisodeState } from '../alerting/episode.ts'
import type { Matcher } from '../alerting/routing/matcher.ts'
import type { Millis } from '../core/clock.ts'
import type { Labels, SeriesKey } from '../core/series-key.ts'
import type { Way as ChannelWay } from '../delivery/notifiers/channel.ts'
import type { OutboxState } from '../delivery/outbox/outbox.ts'
import type { Carried } from '../detection/causes/carriers/carried.ts'
import type { Causes } from '../detection/causes/cause.ts'
import type { Change, CoverageGap, Severity } from '../detection/change.ts'
import type { LookBack } from '../detection/regimes/look-back.ts'
import type { IncidentEvent, Nature } from '../incidents/incident.ts'
import type { Family, Unit } from '../indicators/indicator.ts'
import type { SourceStatus } from '../pipeline/collect/status.ts'
import type { Suppressed } from '../pipeline/status.ts'
import type { Plot } from '../presentation/charts/plot.ts'
import type { Point } from '../series/series.ts'
import type { SetAsideRow } from '../storage/set-aside.ts'
import type { AuditsView } from './audits.ts'

/** The questions that the pages ask. Each answer is made when it is asked; null means there is no such thing. */
export interface Views {
  overview(): Answer<Overview>
  /** Series in the order in which they matter: page, watch, warming, quiet; by key within. */
  seriesList(query: SeriesQuery): Answer<SeriesList>
  series(id: number): Answer<SeriesDetail | null>
  /** Points of a series from `from` on, oldest first, at most `limit`; null if there is no such series. */
  points(id: number, from: Millis, limit: number): Answer<readonly Point[] | null>
  /** The latest look back upon a series; `look` is null before the first; null if there is no such series. */
  lookBack(id: number): Answer<{ look: LookBackView | null } | null>
  /** Those that are open come first; each kind newest first. */
  alerts(part: { offset: number; limit: number }): Answer<AlertList>
  alert(id: string): Answer<AlertDetail | null>
  /** Open ones first, the most important of them first; then those that are over, newest first. */
  incidents(limit: number): Answer<readonly IncidentView[]>
  incident(id: string): Answer<IncidentView | null>
  /** Those that stand, by name; the earliest first. */
  openIncidents(): readonly NamedIncident[]
  /** Alerts that stand now and that a silence of these matchers would cover. */
  covered(matchers: readonly Matcher[]): Answer<readonly AlertRow[]>
  mailbox(limit: number): Answer<Mailbox>
  /** The latest audits, newest first, and cards by the title of their series. */
  audits(limit: number, cards: number): Answer<AuditsView>
  message(id: string): Answer<MailMessage | null>
}

export type Answer<T> = T | Promise<T>

export interface SeriesQuery {
  /** Matches series whose key contains it, whatever the case. Empty: all. */
  text: string
  offset: number
  limit: number
}

export interface SeriesList {
  /** Number of series that match, before offset and limit. */
  total: number
  rows: readonly SeriesRow[]
}

export interface Overview {
  service: { name: string; version: string }
  now: Millis
  /** Set where the example platform is watched: what is made up, and at what speed its clock runs. */
  demo: { note: string } | null
  lastTickAt: Millis | null
  /** The stage at which the last tick failed, and how; null: it did not. */
  tickFault: { stage: string; message: string } | null
  /** Silence for longer than this means that slowburn itself has stopped. */
  staleAfter: Millis
  sources: readonly SourceView[]
  /** Parts that held up everything and are not asked any more, and why. */
  interrupted: ReadonlyArray<{ kind: string; name: string; why: string }>
  /** Ways to people or programs that cannot be used as they should, by their channel. */
  notifierFaults: ReadonlyArray<{ name: string; message: string }>
  /** Indicators that fail, so that their buckets stay empty. */
  indicatorFaults: ReadonlyArray<{ name: string; message: string }>
  /** Metrics that fail, so that they are missing. */
  metricFaults: ReadonlyArray<{ name: string; message: string }>
  /** Pages that failed when they were last asked for, by their path. */
  pageFaults: ReadonlyArray<{ name: string; message: string }>
  /** What parts failed on within the last hour: it is lost. */
  failings: ReadonlyArray<{ kind: string; name: string; message: string }>
  /** What parts other than sources have done outside of calls to them within the last hour. */
  strayFaults: ReadonlyArray<{ kind: string; name: string; message: string }>
  /** Calendars of rotas that cannot be read, by the name of the rota. */
  calendarFaults: ReadonlyArray<{ name: string; message: string }>
  /** Names of the detectors that the configuration disables. */
  disabledDetectors: readonly string[]
  /** Every change that stands, the most important first. */
  standing: readonly ChangeView[]
  /** The same as what they are together: each of them is in one of these. The most important first. */
  incidents: readonly IncidentView[]
  /** Newest first. */
  cleared: readonly ChangeView[]
  /** Number of series in each state. */
  counts: Readonly<Record<SeriesStatus['name'], number>>
  /** Alerts of other systems that fire: how many, how many of them pages, and the first of them. */
  received: { firing: number; pages: number; first: readonly AlertRow[] }
  /** Rows of the store that could not be used. */
  setAside: { rows: number; first: readonly SetAsideRow[] }
  /** Messages that were given up, and that still wait. */
  mail: { dead: number; waiting: number }
}

/** How a source fares. */
export interface SourceView
  extends Omit<
    SourceStatus,
    'durationSeconds' | 'downSince' | 'unaccounted' | 'replaced' | 'tables' | 'backlog'
  > {
  /** Whether what is known is of a part of its history: the rest is being read, or has been read and is not judged yet. */
  halfRead: boolean
}

/** What a series is, without what it says. */
export interface SeriesIdentity {
  id: number
  key: SeriesKey
  indicator: string
  help: string
  unit: Unit
  labels: Labels
  bucket: Millis
  goodDirection: 'up' | 'down' | null
  /** How its values came about where that must be said. What stands before its first colon is said everywhere. */
  note: string | null
}

export interface ChangeView {
  id: string
  series: SeriesIdentity
  severity: Severity
  /** Name of the detector that raised it; null where an earlier version kept it. */
  detector: string | null
  change: Change
  raisedAt: Millis
  clearedAt: Millis | null
  causes: Causes
  /** Which parts of the whole carry it; null: nothing is named. */
  carried: Carried | null
  alert: { id: string; rule: string; state: EpisodeState } | null
  plot: Plot
}

/** What one cause explains: the root, and what stands because of it. */
export interface IncidentView {
  /** Null for a change that is in no incident, as before all of its history is read. */
  id: string | null
  nature: Nature
  openedAt: Millis
  closedAt: Millis | null
  mergedInto: string | null
  /** `task_type build`; null where one change stands alone. */
  explanation: string | null
  /** It may have been cleared while what follows from it still stands. */
  root: ChangeView
  symptoms: ReadonlyArray<ChangeView & { odds: number | null }>
  events: readonly IncidentEntry[]
}

/** An incident by what its root is. */
export interface NamedIncident {
  id: string
  title: string
}

export interface IncidentEntry {
  at: Millis
  what: IncidentEvent['what']
  /** Names of the series that it is about. */
  series: readonly string[]
  other: string | null
}

export type SeriesStatus =
  | { name: 'page' }
  | { name: 'watch' }
  | { name: 'warming'; have: number; need: number }
  /** `coverageGaps`: why it may be quiet though something changes. */
  | { name: 'quiet'; coverageGaps: readonly CoverageGap[] }

export interface SeriesRow {
  series: SeriesIdentity
  status: SeriesStatus
  /** The last closed bucket, with or without a number; null before the first. */
  last: Point | null
  /** Why the last bucket carries no number; null where it does. */
  silence: 'insufficient' | 'stale' | null
  plot: Plot
}

export interface SeriesDetail extends SeriesRow {
  family: Family
  /** Least n for which the indicator answers. */
  minimum: number
  /** How long a bucket is left to ripen. */
  maturity: Millis
  /** With points that carry `lower` and `upper`. */
  plot: Plot
  /** The standing change first, then former ones, newest first. */
  changes: readonly ChangeView[]
  lookBack: LookBackView | null
}

/** What was seen when the series was last looked back upon; `found` is null where it held too few numbers. */
export interface LookBackView {
  lookedAt: Millis
  found: LookBack | null
}

export interface AlertList {
  firing: number
  pending: number
  /** Of all there are, before offset and limit. */
  total: number
  rows: readonly AlertRow[]
}

export interface AlertRow {
  episode: Episode
  /** Names what it is about. */
  title: string
  /** What happened, so that `since …` may follow; of a received alarm what its author wrote. */
  words: string
  /** When that began. */
  since: Millis
  /** The series of ours that changed; null for a received alarm. */
  series: SeriesIdentity | null
  runbook: string | null
  /** Contacts that should be notified and are not, and why: those whose messages were given up come first. */
  suppressed: readonly NotNotified[]
}

/** `given up`: by whoever delivers messages; `why` is what was said of the last one. */
export type NotNotified = Suppressed | (Omit<Suppressed, 'reason'> & { reason: 'given up'; why: string })

/** Who has said that the level of an alert is normal, and whether that has been taken back. */
export interface AcceptanceView {
  by: string
  at: Millis
  note: string
  holds: boolean
}

export interface AlertDetail extends AlertRow {
  /** Name of the detector that raised the change; null for a received alarm, and where it is not known any more. */
  detector: string | null
  /** The latest that ended this alert; null if none did. */
  acceptance: AcceptanceView | null
  /** Null for a received alarm, as the plot. */
  causes: Causes | null
  carried: Carried | null
  plot: Plot | null
  /** What happened, oldest first. */
  history: readonly HistoryEntry[]
  /** Messages about it, oldest first. */
  messages: readonly MailRow[]
}

export interface HistoryEntry {
  at: Millis
  /** `pending`, `firing`, `resolved`, `dropped`, or what a person did. */
  what: string
  detail: string | null
  /** Who did it; null for slowburn itself. */
  who: string | null
}

export interface Mailbox {
  /** Every channel that leads to a contact, and where its messages go. */
  ways: readonly Way[]
  /** Newest first. */
  messages: readonly MailRow[]
}

/** Messages of a channel are kept in a folder for want of a server, are taken by one server, or go to what each contact gives. */
export type Way = { channel: string } & (ChannelWay | { to: 'contacts' })

export interface MailRow {
  /** Names it in the address of its page. */
  id: string
  at: Millis
  to: string
  subject: string
  state: OutboxState
  attempts: number
  /** What the last attempt met: the server's answer, or the fault. */
  lastError: string | null
  alertId: string | null
}

export interface MailMessage extends MailRow {
  /** The whole MIME message. */
  bytes: Uint8Array
}
