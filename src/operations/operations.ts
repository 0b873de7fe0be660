// What the control API needs from the application: a token, the real time, and somebody who carries the actions out.
import type { Episode } from '../alerting/episode.ts'
import type { HistoryEntry } from '../alerting/history.ts'
import type { Coverage } from '../alerting/muting/coverage.ts'
import type { Silence } from '../alerting/muting/silence.ts'
import type { Matcher } from '../alerting/routing/matcher.ts'
import type { Clock, Millis } from '../core/clock.ts'
import type { OutboxRecord } from '../delivery/outbox/outbox.ts'
import type { Release } from '../events/release.ts'
import type { Incident } from '../incidents/incident.ts'
import type { Readiness } from '../rollouts/readiness.ts'
import type { Series } from '../series/series.ts'
import type { RehearsalEnd } from '../storage/rollout-store.ts'

/** Who does it, and what they say about it. */
export interface Actor {
  by: string
  note?: string | undefined
}

export interface NewSilence {
  matchers: readonly Matcher[]
  startsAt: Millis
  endsAt: Millis
  createdBy: string
  comment: string
}

/**
 * `unknown`: there is no such thing. `ambiguous`: the beginning of an id fits several. `state`: it is pending or
 * over, so there is nothing to handle. `invalid`: it makes no sense.
 */
export type Refusal = 'unknown' | 'ambiguous' | 'state' | 'invalid'

/** `changed` is false where there is no change; `why` is a short sentence without a full stop. */
export type Outcome<T> =
  | ({ done: true; changed: boolean } & T)
  | { done: false; reason: Refusal; why: string }

export type Refused = Extract<Outcome<object>, { done: false }>

export function refused(reason: Refusal, why: string): Refused {
  return { done: false, reason, why }
}

/** A line of the history with what its author said about it. */
export function withNote(text: string, note = ''): string {
  return note === '' ? text : `${text}: ${note}`
}

/**
 * What a person may do about alerts. Each is one durable commit together with the entry that attributes it, and
 * doing it twice is as good as doing it once. An id may be given by its first characters, six at least.
 */
export interface AlertActions {
  acknowledge(id: string, actor: Actor): Outcome<{ episode: Episode }>
  snooze(id: string, actor: Actor, until: Millis): Outcome<{ episode: Episode }>
  /** As if nobody had touched it. */
  release(id: string, actor: Actor): Outcome<{ episode: Episode }>
  /** This is not drift: the present level of its series is normal from now on, and the alert ends. */
  accept(id: string, actor: Actor): Outcome<{ episode: Episode }>
  /** Takes that back: what stood then stands again, unless the points since say otherwise. */
  unaccept(id: string, actor: Actor): Outcome<{ episode: Episode }>
  /** The same for a series, whether it has an alert or not. */
  acceptSeries(seriesId: number, actor: Actor): Outcome<{ series: Series }>
  unacceptSeries(seriesId: number, actor: Actor): Outcome<{ series: Series }>
  /** One that leaves nothing of today is made only where that `isMeant`. */
  silence(wanted: NewSilence, isMeant?: boolean): Outcome<{ silence: Silence }>
  expireSilence(id: string, by: string): Outcome<{ silence: Silence }>
  /** Stops a report for an address. */
  leave(digest: string, recipient: string, by: string): Outcome<object>
  /** Sends it there again. */
  rejoin(digest: string, recipient: string, by: string): Outcome<object>
  /** Those that are not over. */
  silences(): readonly Silence[]
  /** What a silence of these matchers would cover now. */
  coverage(matchers: readonly Matcher[]): Coverage
  /** Those that are over, the latest end first, at most `limit`. */
  pastSilences(limit: number): readonly Silence[]
  /** Of everything, newest first, at most `limit`. */
  history(limit: number): readonly HistoryEntry[]
  /** Of one episode, oldest first. */
  historyOf(id: string): Outcome<{ entries: readonly HistoryEntry[] }>
}

/** The incident as it was before, and its alerts as they are now. */
export interface ActedIncident {
  incident: Incident
  episodes: readonly Episode[]
}

/** Each is one durable commit with the entries that attribute it. An id may be given by its first characters, six at least. */
export interface IncidentActions {
  acknowledge(id: string, actor: Actor): Outcome<ActedIncident>
  snooze(id: string, actor: Actor, until: Millis): Outcome<ActedIncident>
  release(id: string, actor: Actor): Outcome<ActedIncident>
  /** None of it is drift: the present levels of its series are normal from now on. */
  accept(id: string, actor: Actor): Outcome<ActedIncident>
  unaccept(id: string, actor: Actor): Outcome<ActedIncident>
  /** The change of this series has another cause than the rest: it leaves at the next evaluation. */
  split(id: string, seriesId: number, actor: Actor): Outcome<{ incident: Incident }>
  /** Both have one cause: they are one incident from the next evaluation on. */
  merge(id: string, other: string, actor: Actor): Outcome<{ incident: Incident }>
}

export interface NewRelease {
  version: string
  at: Millis
  /** Null: the whole platform. */
  component: string | null
  environment: string | null
  note: string | null
  by: string
}

export interface Announcing {
  /** Announced again within an hour, with no other version in its place since, it stays one release. */
  announce(wanted: NewRelease): Outcome<{ release: Release }>
  /** Newest first, those read from a source among them. */
  releases(limit: number): readonly Release[]
}

export interface FoundArtefact {
  version: string
  digest: string | null
  fault: string | null
  by: string
}

export interface Rollouts {
  readiness(): readonly Readiness[]
  /** The first digest of a version stands. */
  record(rollout: string, wanted: { version: string; digest: string; by: string }): Outcome<object>
  /** What was found of an artefact; that of the version that runs is recorded where none was. */
  look(rollout: string, found: FoundArtefact): Outcome<object>
  /** One at a time. */
  begin(rollout: string, wanted: { from: string; to: string; by: string }): Outcome<{ id: string }>
  end(rollout: string, id: string, by: string, end: Omit<RehearsalEnd, 'endedAt'>): Outcome<object>
}

export interface ControlDeps {
  /** Whoever shows it may act. */
  token: string
  /** The clock of people, not that of a simulation: the rate is bounded by it. */
  clock: Clock
  acting: AlertActions
  incidents: IncidentActions
  announcing: Announcing
  /** Left out: there is no ledger of rollbacks. */
  rollouts?: Rollouts
  messages?: Messages
  backups?: Backups
}

/** Messages as such: a test of the way they take, and what became of one. */
export interface Messages {
  /** To one contact, or to all where none is named. */
  test(to: string | null, by: string): Outcome<{ messages: readonly OutboxRecord[] }>
  get(id: number): OutboxRecord | null
}

export interface Backup {
  name: string
  /** Where it is, once it is done: a folder of the machine that the service runs on. */
  folder: string
  by: string
  startedAt: Millis
  state: 'running' | 'done' | 'failed'
  bytes: number
  /** Why it failed; null otherwise. */
  fault: string | null
}

export interface Backups {
  /** One at a time. */
  start(by: string): Outcome<{ backup: Backup }>
  get(name: string): Backup | null
}
