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
  startsAt: Millis
  generatorUrl: string | null
}

/**
 * What becomes of an alarm that is reported: null where nothing does, as of the end of one that never began here.
 * The same report twice is as good as once. `before` is the episode of that id, if there is one; `id` is given where
 * the alert is no longer as it came.
 */
export function receive(
  alert: ReceivedAlert,
  before: Episode | null,
  { now, listened }: { now: Millis; listened: Millis },
  id: string = receivedId(alert),
): Transition | null {
  const firing = alert.status === 'firing'
  const known = before?.origin === 'received' ? before : null
  if (!firing && known?.state !== 'firing') return null
  const { labels, annotations, generatorUrl } = alert
  const state: EpisodeState = firing ? 'firing' : 'resolved'
  const episode: ReceivedEpisode = {
    ...(known ?? firstSeen(id, alert, now)),
    ...(firing && known?.state !== 'firing' ? { firingSince: now } : {}),
    state,
    severity: severityOf(labels),
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

/** Names a received alarm: the same labels and the same start are the same run of it. 20 hex digits. */
export function receivedId({ labels, startsAt }: Pick<ReceivedAlert, 'labels' | 'startsAt'>): string {
  const names = Object.keys(labels).sort()
  return createHash('sha256')
    .update(JSON.stringify(['received', names.map(name => [name, labels[name]]), startsAt]))
    .digest('hex')
    .slice(0, 20)
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

function firstSeen(id: string, alert: ReceivedAlert, now: Millis): ReceivedEpisode {
  const { alertname = 'alert', ...rest } = alert.labels
  return {
    origin: 'received',
    id,
    rule: alertname,
    series: seriesKey(alertname, rest),
    state: 'firing',
    sequence: 0,
    severity: severityOf(alert.labels),
    pendingSince: Math.min(alert.startsAt, now),
    firingSince: now,
    lastActiveAt: now,
    resolvedAt: null,
    labels: alert.labels,
    annotations: alert.annotations,
    generatorUrl: alert.generatorUrl,
  }
}

/** The severities that people write in Prometheus rules for what is to wake somebody. */
const TO_WAKE = new Set(['page', 'critical', 'error', 'high', 'emergency', 'disaster', 'fatal'])

function severityOf({ severity = '' }: Labels): Severity {
  return TO_WAKE.has(severity.toLowerCase()) ? 'page' : 'watch'
}
