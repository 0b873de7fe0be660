// Alarms that slowburn raises about itself, what it cannot see say: each is one episode, raised once it has stood for a while, with
// one mail by default to whoever is on call, and ended when it is over.
import { namesOf, type ReceivedAlert, receive } from '../../../alerting/received.ts'
import type { Millis } from '../../../core/clock.ts'
import { MINUTE } from '../../../core/duration.ts'
import { storable } from '../../../core/reading/storable.ts'
import { redactSecrets } from '../../../core/secrets/redact.ts'
import type { Labels } from '../../../core/series-key.ts'
import type { Store } from '../../../storage/store.ts'
import type { Live } from '../../status.ts'
import { listened } from '../listening.ts'

export interface OwnAlarm {
  /** They tell it from all others; `alertname` is one of `OWN`, and `severity` a word of ours. */
  labels: Labels & { alertname: (typeof OWN)[number]; severity: 'watch' | 'page' }
  /** When it began, as far as is known: now, where it is only seen. */
  since: Millis
  /** In words, given since when it stands. */
  words(since: string): { summary: string; description: string }
}

/** Names of the alarms that are raised here. */
export const OWN = [
  'SlowburnSourceBlind',
  'SlowburnPartFaulty',
  'SlowburnAuditFailed',
  'SlowburnAuditOverdue',
  'SlowburnRolloutNotReady',
] as const

/** A restart of a database, a lock, a network that is away for a moment wake nobody. */
export const PATIENCE: Millis = 10 * MINUTE

interface Looking extends Pick<Live, 'stoodFor'> {
  now: Millis
  /** Between two looks, as a rule. */
  interval: Millis
  /** Whether what was raised and is not among the alarms is over, by its labels. Default: it is. */
  isOver?(labels: Labels): boolean
}

/** Raises what has stood for long enough, and ends what stands no more. One commit. */
export function raiseOwn(
  store: Pick<Store, 'transaction' | 'episodes' | 'history' | 'series'>,
  alarms: readonly OwnAlarm[],
  looking: Looking,
): void {
  const { now, isOver = () => true } = looking
  const stood = countStanding(alarms, looking)
  store.transaction(() => {
    const open = store.episodes.open().flatMap(episode => {
      const isOurs = episode.origin === 'received' && episode.annotations.sender === SENDER
      return isOurs && episode.state === 'firing' ? [episode] : []
    })
    const seen = new Set<string>()
    for (const alarm of alarms) {
      const name = nameOf(alarm)
      seen.add(name)
      const before = open.find(episode => nameOf(episode) === name)
      const { counted, since } = stood.get(name) ?? { counted: 0, since: now }
      if (before === undefined && counted < PATIENCE) continue
      take(store, alertOf(alarm, before?.pendingSince ?? Math.min(since, now)), now)
    }
    for (const episode of open) {
      if (seen.has(nameOf(episode)) || !isOver(episode.labels)) continue
      const { labels, annotations, pendingSince: startsAt } = episode
      take(store, { labels, annotations, startsAt, status: 'resolved', generatorUrl: null }, now)
    }
  })
}

/** What sender the mail names: it says then that slowburn raised it itself. */
const SENDER = 'slowburn'

/**
 * By the clock alone, a machine that slept, one that was just started and one whose clock leapt ahead would raise at once what is
 * not there for a moment, and a clock that leapt back would keep it quiet: of the time between two looks so much counts
 * as may lie between them.
 */
function countStanding(
  alarms: readonly OwnAlarm[],
  { now, interval, stoodFor }: Looking,
): ReadonlyMap<string, { counted: Millis; since: Millis }> {
  const most = Math.max(PATIENCE / 2, 1.5 * interval)
  const before = new Map(stoodFor)
  stoodFor.clear()
  for (const alarm of alarms) {
    const name = nameOf(alarm)
    const known = before.get(name)
    const passed = now - (known?.at ?? alarm.since)
    const counted = (known?.counted ?? 0) + Math.min(Math.max(passed, 0), most)
    stoodFor.set(name, { counted, at: now, since: Math.min(known?.since ?? now, alarm.since) })
  }
  return stoodFor
}

function nameOf({ labels }: { labels: Labels }): string {
  return namesOf({ labels, startsAt: 0 }).fingerprint
}

function take(
  { episodes, history, series }: Pick<Store, 'episodes' | 'history' | 'series'>,
  alert: ReceivedAlert,
  now: Millis,
): void {
  const before = episodes.get(namesOf(alert).id)
  const transition = receive(alert, before, { now, listened: listened(series) })
  if (transition === null) return
  const { to, episode } = transition
  episodes.save(episode)
  if (before?.state === to) return
  history.add({
    at: now,
    actor: 'slowburn',
    action: to,
    episodeId: episode.id,
    detail: `${episode.rule}: ${episode.series}`,
  })
}

/** What a part has said of itself may be in its words: they are kept and mailed. */
function alertOf({ labels, words }: OwnAlarm, startsAt: Millis): ReceivedAlert {
  const { summary, description } = words(stamp(startsAt))
  const clean = (text: string): string => storable(redactSecrets(text))
  return {
    status: 'firing',
    startsAt,
    generatorUrl: null,
    labels,
    annotations: { sender: SENDER, summary: clean(summary), description: clean(description) },
  }
}

export function stamp(at: Millis): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** With a capital letter and a full stop. */
/** A reason as part of a summary, which in a mail about several alerts is all that is said of each. */
export function briefly(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`
}

export function sentence(text: string): string {
  const first = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
  return /[.!?]$/.test(first) ? first : `${first}.`
}
