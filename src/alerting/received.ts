// Alarms of other systems, as an Alertmanager sends them: they become episodes and get the same care as our own.
import { createHash } from 'node:crypto'
import type { Millis } from '../core/clock.ts'
import { type Labels, seriesKey } from '../core/series-key.ts'
import type { Severity } from '../detection/change.ts'
import type { Episode, EpisodeState, ReceivedEpisode, Transition } from './episode.ts'

/** One alert of a webhook message, validated. */
export interface ReceivedAlert {
  status: 'firing' | 'resolved'
  labels: Labels
  annotations: Labels
  /** Zero or before: not said. */
  startsAt: Millis
  /** Of an end; null or absent: not said. */
  endsAt?: Millis | null
  generatorUrl: string | null
}

/** What names an alert: `fingerprint` its labels as they came, `id` this run of it. */
export interface AlertNames {
  id: string
  fingerprint: string
}

/**
 * What becomes of an alarm that is reported: null where nothing does, as of the end of one that never began here.
 * The same report twice is as good as once. `before` is the episode that stands of it, or else the one of that id; `names`
 * are given where the alert is no longer as it came.
 */
export function receive(
  alert: ReceivedAlert,
  before: Episode | null,
  { now, listened, pages = TO_WAKE }: { now: Millis; listened: Millis; pages?: Pages },
  names: AlertNames = namesOf(alert),
): Transition | null {
  const firing = alert.status === 'firing'
  const known = before?.origin === 'received' ? before : null
  if (!firing && (known?.state !== 'firing' || isOfEarlierRun(alert, known))) return null
  const { labels, annotations, generatorUrl } = alert
  const state: EpisodeState = firing ? 'firing' : 'resolved'
  const episode: ReceivedEpisode = {
    ...(known ?? firstSeen(names, alert, now, pages)),
    ...(firing && known?.state !== 'firing' ? { firingSince: now } : {}),
    state,
    severity: severityOf(labels, pages),
    lastActiveAt: firing ? now : (known?.lastActiveAt ?? now),
    heardAt: listened,
    resolvedAt: firing ? null : now,
    labels,
    // An end comes with the words of the beginning; some senders leave them out.
    annotations: firing || known === null ? annotations : { ...known.annotations, ...annotations },
    generatorUrl,
  }
  return { to: state, at: now, episode }
}

/** `id` is made of labels and start: an alert that comes again after its end is another run. 20 hex digits each. */
export function namesOf({ labels, startsAt }: Pick<ReceivedAlert, 'labels' | 'startsAt'>): AlertNames {
  const pairs = Object.keys(labels)
    .sort()
    .map(name => [name, labels[name]])
  return { id: digest(['received', pairs, startsAt]), fingerprint: digest(['received', pairs]) }
}

/** What an episode of these labels is filed under. */
export function alarmOf({ alertname = 'alert', ...rest }: Labels): Pick<Episode, 'rule' | 'series'> {
  return { rule: alertname, series: seriesKey(alertname, rest) }
}

/**
 * The run of an alert that stands, among the episodes of its rule and series. Labels identify it, as they do for an
 * Alertmanager: whoever reports it gives it another start after a restart. Two alerts may differ in what was cut out of
 * their labels; an episode of an earlier version says no fingerprint.
 */
export function standingOf(
  episodes: readonly Episode[],
  { fingerprint }: Pick<AlertNames, 'fingerprint'>,
): ReceivedEpisode | null {
  const isIt = (episode: Episode): episode is ReceivedEpisode =>
    episode.origin === 'received' &&
    episode.state === 'firing' &&
    (episode.fingerprint ?? fingerprint) === fingerprint
  return episodes.find(isIt) ?? null
}

/** An end that comes late, when the alert stands again already. */
function isOfEarlierRun({ startsAt, endsAt = null }: ReceivedAlert, { pendingSince }: Episode): boolean {
  return endsAt !== null && endsAt < pendingSince && startsAt < pendingSince
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 20)
}

/**
 * An alert of which nothing was heard while we `listened` for so long is over: whoever sent it has stopped. The time of
 * the clock does not decide: a leap ahead, or a time in which we were down, would end all of them.
 */
export function lapsed(
  open: readonly Episode[],
  { patience, listened, now }: { patience: Millis; listened: Millis; now: Millis },
): Transition[] {
  return open.flatMap(episode =>
    episode.origin === 'received' &&
    episode.state === 'firing' &&
    listened - (episode.heardAt ?? 0) >= patience
      ? [{ to: 'resolved' as const, at: now, episode: { ...episode, state: 'resolved', resolvedAt: now } }]
      : [],
  )
}

function firstSeen(names: AlertNames, alert: ReceivedAlert, now: Millis, pages: Pages): ReceivedEpisode {
  return {
    origin: 'received',
    ...names,
    ...alarmOf(alert.labels),
    state: 'firing',
    sequence: 0,
    severity: severityOf(alert.labels, pages),
    pendingSince: alert.startsAt > 0 ? Math.min(alert.startsAt, now) : now,
    firingSince: now,
    lastActiveAt: now,
    resolvedAt: null,
    labels: alert.labels,
    annotations: alert.annotations,
    generatorUrl: alert.generatorUrl,
  }
}

/** Severities, in small letters, that count as a page; every other is a watch. */
export type Pages = ReadonlySet<string>

/** What people write in Prometheus rules for what is to wake somebody. */
export const TO_WAKE: Pages = new Set(['page', 'critical', 'error', 'high', 'emergency', 'disaster', 'fatal'])

function severityOf({ severity = '' }: Labels, pages: Pages): Severity {
  return pages.has(severity.toLowerCase()) ? 'page' : 'watch'
}
