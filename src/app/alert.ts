// Changes -> alerts -> owed messages. The commit that moves an episode on also holds the messages it owes.
import { type Decision, decide } from '../alerting/decide.ts'
import type { Episode } from '../alerting/episode.ts'
import type { Inhibition } from '../alerting/inhibit.ts'
import type { TimeInterval } from '../alerting/interval.ts'
import type { Contact, Rule } from '../alerting/rule.ts'
import { alertLabels } from '../alerting/silence.ts'
import type { Millis } from '../core/clock.ts'
import { DAY } from '../core/duration.ts'
import { formatMoment } from '../core/format.ts'
import type { Logger } from '../core/logger.ts'
import { compose, type Facts } from '../delivery/compose.ts'
import type { EmailSettings } from '../delivery/email/input.ts'
import { seriesTitle } from '../delivery/email/words.ts'
import { owe } from '../delivery/owe.ts'
import { modelSwap } from '../detection/cause.ts'
import type { Monitor } from '../detection/change.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Series } from '../series/series.ts'
import type { Store } from '../storage/store.ts'

export interface Alerting {
  rules: readonly Rule[]
  contacts: readonly Contact[]
  inhibitions: readonly Inhibition[]
  intervals: readonly TimeInterval[]
  email: EmailSettings
}

export interface AlertDeps {
  store: Store
  monitor: Monitor
  log: Logger
  alerting: Alerting
  settingsOf(series: Series): { indicator: Indicator; limit: number | null } | null
}

/** Evaluates every rule once and commits what follows from it. */
export function alert(deps: AlertDeps, now: Millis): void {
  const { store, alerting, log } = deps
  // A series whose indicator is no longer computed raises nothing and is not spoken of.
  const series = new Map(
    store.series
      .all()
      .filter(one => deps.settingsOf(one) !== null)
      .map(one => [one.id, one]),
  )
  const standing = store.changes.allStanding().flatMap(record => {
    const found = series.get(record.seriesId)
    return found === undefined ? [] : [{ record, series: found }]
  })
  const decision = decide({
    ...alerting,
    open: store.episodes.open(),
    untoldEnds: store.episodes.untoldEnds(),
    standing,
    now,
    ended: id => store.episodes.get(id),
    silences: store.silences.current(now),
    labelsOf: episode => {
      const one = series.get(episode.seriesId)
      return alertLabels(episode, one?.indicator ?? '', one?.labels ?? {})
    },
    storm: store.storm.load(),
  })
  // Composing comes before the commit: a chart must not hold the database, nor a fault in it half a transition.
  const changed = new Set(standing.map(entry => entry.series.id))
  const messages = compose(decision, {
    contacts: alerting.contacts,
    settings: alerting.email,
    at: now,
    factsOf: episode => factsOf(episode, series, changed, deps),
  })
  store.transaction(() => {
    for (const episode of decision.episodes) store.episodes.save(episode)
    store.storm.save(decision.storm)
    owe(store.outbox, messages, now)
    remember(store, decision, now)
  })
  for (const { to, episode } of decision.transitions) {
    log.info(`alert ${to}`, { rule: episode.rule, series: episode.series, episode: episode.id })
  }
}

/** Everything about an episode's series that a message may say. */
function factsOf(
  episode: Episode,
  series: ReadonlyMap<number, Series>,
  changed: ReadonlySet<number>,
  { store, monitor, settingsOf }: AlertDeps,
): Facts | null {
  const one = series.get(episode.seriesId)
  const settings = one === undefined ? null : settingsOf(one)
  if (one === undefined || settings === null) return null
  const points = store.series.points(one.id, 0)
  const state = store.series.monitor(one.id)
  const last = points.at(-1)
  return {
    series: one,
    indicator: settings.indicator,
    points,
    band: state === null || last === undefined ? null : monitor.band(state, last.at),
    limit: settings.limit,
    cause: causeOf(episode, one, store),
    unaffected: [...series.values()]
      .filter(other => other.indicator === one.indicator && !changed.has(other.id))
      .map(seriesTitle),
  }
}

/** How far before and after an onset the work is looked at. */
const NEIGHBOURHOOD: Millis = 5 * DAY

/** A model that took over when the series changed, if the series is about tasks. */
function causeOf(
  { change: { onset } }: Episode,
  { labels, bucket, indicator }: Series,
  store: Store,
): Facts['cause'] {
  if (!indicator.startsWith('task_')) return null
  const tasks = store.lifecycles
    .overlapping('task', onset.lower - NEIGHBOURHOOD, onset.upper + NEIGHBOURHOOD)
    .filter(task =>
      Object.entries(labels).every(
        ([name, value]) => (name === 'source' ? task.source : task.labels[name]) === value,
      ),
    )
  const swap = modelSwap(tasks, onset, bucket)
  if (swap === null) return null
  return {
    text: `The model changed from ${swap.from} to ${swap.to} at ${formatMoment(swap.at, 'UTC')}.`,
    evidence: `${swap.to} did ${swap.before.tasks} of ${swap.before.of} tasks in the days before and ${swap.since.tasks} of ${swap.since.of} since. It coincides; that is no proof.`,
  }
}

/** Who was told what, and when, for whoever asks later. */
function remember(store: Store, { transitions, singles, summaries }: Decision, at: Millis): void {
  const add = (action: string, episode: Episode, detail: string): void =>
    store.history.add({ at, actor: 'slowburn', action, episodeId: episode.id, detail })
  for (const { to, episode } of transitions) add(to, episode, `${episode.rule}: ${episode.series}`)
  for (const { episode, rule, reason } of singles) add('told', episode, `${reason}, to ${rule.to.join(', ')}`)
  for (const { route, notifications } of summaries) {
    for (const { episode, reason } of notifications) {
      add('told', episode, `${reason}, to ${route.join(', ')}, with ${notifications.length - 1} others`)
    }
  }
}
