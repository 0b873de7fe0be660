// The same facts as the pages, as JSON. Moments are RFC 3339 in UTC, durations seconds, shapes as documented.
import type { Episode } from '../../alerting/episode.ts'
import { acceptedOf } from '../../alerting/handling.ts'
import type { HistoryEntry } from '../../alerting/history.ts'
import type { Silence } from '../../alerting/muting/silence.ts'
import { formatMatcher } from '../../alerting/routing/matcher.ts'
import type { Interval } from '../../core/interval.ts'
import type { OutboxRecord } from '../../delivery/outbox/outbox.ts'
import type { Change } from '../../detection/change.ts'
import type { RegimeMoment } from '../../detection/regimes/look-back.ts'
import type { Release } from '../../events/release.ts'
import type { Backup } from '../../operations/operations.ts'
import { carriedFacts } from '../../presentation/carried-words.ts'
import { causeFacts } from '../../presentation/cause-facts.ts'
import { assessmentOf } from '../../presentation/change/assessment.ts'
import { stateOf } from '../../presentation/change/sentences.ts'
import { effectOf } from '../../presentation/change/size.ts'
import type { PlotPoint } from '../../presentation/charts/plot.ts'
import { seriesTitle } from '../../presentation/series-words.ts'
import { isoTime } from '../../presentation/times.ts'
import { assessmentOfIncident, severityOfIncident } from '../../queries/incidents.ts'
import type {
  AlertRow,
  ChangeView,
  IncidentView,
  LookBackView,
  SeriesIdentity,
  SeriesRow,
} from '../../queries/views.ts'
import type { Series } from '../../series/series.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

export function changeJson(view: ChangeView): Json {
  const { id, series, severity, detector, change, causes, carried, raisedAt, clearedAt, alert } = view
  return {
    id,
    series: identityJson(series),
    title: seriesTitle(series),
    verdict: stateOf(change),
    size: effectOf(change, series.unit)?.value ?? null,
    severity,
    detector,
    kind: change.kind,
    kind_probability: finite(change.kindProbability),
    alternative: change.alternative,
    direction: change.direction,
    good: change.good,
    assessment: assessmentOf(change),
    onset: momentsJson(change.onset),
    from: finite(change.from),
    to: finite(change.to),
    effect: effectJson(change.effect),
    breach: change.breach === null ? null : momentsJson(change.breach),
    evidence: finite(change.evidence),
    causes: causes.shown.map(causeFacts),
    further_causes: causes.further,
    carried: carried === null ? null : carriedFacts(carried),
    raised_at: isoTime(raisedAt),
    cleared_at: clearedAt === null ? null : isoTime(clearedAt),
    alert: alert === null ? null : { id: alert.id, rule: alert.rule, state: alert.state },
  }
}

/** The root is one of the changes that are made one; the symptoms are the others, each with how sure that is. */
export function incidentJson(incident: IncidentView): Json {
  const { id, nature, openedAt, closedAt, mergedInto, explanation, root, symptoms, events } = incident
  return {
    id,
    nature,
    severity: severityOfIncident(incident),
    assessment: assessmentOfIncident(incident),
    opened_at: isoTime(openedAt),
    closed_at: closedAt === null ? null : isoTime(closedAt),
    merged_into: mergedInto,
    shared: explanation,
    root: changeJson(root),
    symptoms: symptoms.map(one => ({ odds_nats: one.odds, change: changeJson(one) })),
    record: events.map(({ at, what, series, other }) => ({ at: isoTime(at), what, series, other })),
  }
}

/** What a look back found; without numbers enough, only when it was. */
export function lookBackJson({ lookedAt, found }: LookBackView): Json {
  if (found === null) return { looked_at: isoTime(lookedAt), changes: null }
  return {
    looked_at: isoTime(lookedAt),
    from: isoTime(found.from),
    to: isoTime(found.to),
    points: found.points,
    season_seconds: found.season / 1000,
    changes: found.changes.map(regimeJson),
    unconfirmed: found.unconfirmed.map(({ kind, direction, at, onset, strength }) => ({
      kind,
      direction,
      at: isoTime(at),
      onset: momentsJson(onset),
      strength,
    })),
  }
}

function regimeJson(change: RegimeMoment): Json {
  return {
    kind: change.kind,
    kind_probability: change.kindProbability,
    alternative: change.alternative,
    direction: change.direction,
    onset: momentsJson(change.onset),
    until: soughtJson(change.until),
    back: change.back,
    ended: soughtJson(change.ended),
    from: finite(change.from),
    to: finite(change.to),
    effect: effectJson(change.effect),
    breach: soughtJson(change.breach),
  }
}

/** Missing where an earlier version looked back. */
function soughtJson(interval: Interval | null | undefined): Json {
  return interval ? momentsJson(interval) : null
}

export function seriesJson({ series, status, last, silence }: SeriesRow): Json {
  return {
    ...identityJson(series),
    status: status.name,
    warming: status.name === 'warming' ? { have: status.have, need: status.need } : null,
    coverage_gaps: status.name === 'quiet' ? status.coverageGaps : null,
    silence,
    last: last === null ? null : pointJson(last),
  }
}

export function pointJson(point: PlotPoint & { n?: number }): Json {
  return {
    at: isoTime(point.at),
    value: finite(point.value),
    lower: finite(point.lower ?? null),
    upper: finite(point.upper ?? null),
    ...(point.n === undefined ? {} : { n: point.n }),
  }
}

export function alertJson({ episode, title, words, series, runbook, suppressed }: AlertRow): Json {
  return {
    ...episodeJson(episode),
    series: series === null ? null : identityJson(series),
    title,
    verdict: words,
    size:
      series === null || episode.origin !== 'change'
        ? null
        : (effectOf(episode.change, series.unit)?.value ?? null),
    runbook,
    notified: notifiedJson(episode, suppressed),
    suppressed: suppressed.map(one => ({
      contact: one.contact,
      reason: one.reason,
      by: one.by,
      until: one.until === null ? null : isoTime(one.until),
      why: 'why' in one ? one.why : null,
    })),
  }
}

/** Of whom a message was given up is among those that are not notified, and only there. */
function notifiedJson({ notified = {} }: Episode, suppressed: AlertRow['suppressed']): Json {
  const lost = new Set(suppressed.filter(({ reason }) => reason === 'given up').map(({ contact }) => contact))
  return Object.entries(notified).flatMap(([contact, { state, at }]) =>
    lost.has(contact) ? [] : [{ contact, state, at: isoTime(at) }],
  )
}

/** An alert without what must be looked up; its series is named by its key alone. */
export function episodeJson(episode: Episode): { readonly [name: string]: Json } {
  return {
    id: episode.id,
    origin: episode.origin,
    rule: episode.rule,
    state: episode.state,
    severity: episode.severity,
    series_key: episode.series,
    pending_since: isoTime(episode.pendingSince),
    firing_since: episode.firingSince === null ? null : isoTime(episode.firingSince),
    last_active_at: isoTime(episode.lastActiveAt),
    resolved_at: episode.resolvedAt === null ? null : isoTime(episode.resolvedAt),
    handling: handlingJson(episode),
    accepted: acceptedJson(episode),
  }
}

function acceptedJson(episode: Episode): Json {
  const accepted = acceptedOf(episode)
  return accepted === undefined ? null : { ...accepted, at: isoTime(accepted.at) }
}

function handlingJson({ handling }: Episode): Json {
  if (handling === undefined) return null
  const { state, by, at, until, note } = handling
  return { state, by, at: isoTime(at), until: until === null ? null : isoTime(until), note }
}

export function silenceJson(silence: Silence): Json {
  return {
    id: silence.id,
    matchers: silence.matchers.map(formatMatcher),
    starts_at: isoTime(silence.startsAt),
    ends_at: isoTime(silence.endsAt),
    by: silence.createdBy,
    created_at: isoTime(silence.createdAt),
    comment: silence.comment,
  }
}

/** A message without its bytes. */
export function messageJson(entry: OutboxRecord): Json {
  const { id, recipient, subject, state, attempts, lastError, createdAt, settledAt } = entry
  return {
    id,
    recipient,
    subject,
    state,
    attempts,
    /** What the last attempt met: the server's answer, or the fault. */
    answer: lastError,
    created_at: isoTime(createdAt),
    settled_at: settledAt === null ? null : isoTime(settledAt),
  }
}

export function backupJson({ name, folder, by, startedAt, state, bytes, fault }: Backup): Json {
  return { name, folder, by, started_at: isoTime(startedAt), state, bytes, fault }
}

export function releaseJson({ id, at, version, component, environment, note, source, by }: Release): Json {
  return { id, at: isoTime(at), version, component, environment, note, source, by }
}

export function historyJson({ at, actor, action, episodeId, detail }: HistoryEntry): Json {
  return { at: isoTime(at), actor, action, alert: episodeId, detail }
}

/** A series without what its indicator says of it. */
export function seriesNameJson({ id, key, indicator, labels, bucket }: Series): Json {
  return { id, key, indicator, labels, bucket_seconds: bucket / 1000 }
}

function identityJson(series: SeriesIdentity): { readonly [name: string]: Json } {
  return {
    id: series.id,
    key: series.key,
    indicator: series.indicator,
    labels: series.labels,
    unit: series.unit,
    bucket_seconds: series.bucket / 1000,
    good_direction: series.goodDirection,
  }
}

function effectJson({ absolute, relative, sigma }: Change['effect']): Json {
  return {
    absolute: intervalJson(absolute),
    relative: relative === null ? null : intervalJson(relative),
    sigma: finite(sigma),
  }
}

function intervalJson({ value, lower, upper }: Interval): Json {
  return { value: finite(value), lower: finite(lower), upper: finite(upper) }
}

function momentsJson({ value, lower, upper }: Interval): Json {
  return { value: isoTime(value), lower: isoTime(lower), upper: isoTime(upper) }
}

/** JSON has no infinities: what is not finite is null. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}
