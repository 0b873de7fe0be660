// Changes -> alerts -> owed messages. The commit that moves an episode on also holds the messages it owes.
import type { Transition } from '../alerting/episode.ts'
import { evaluate } from '../alerting/evaluate.ts'
import type { Contact, Rule } from '../alerting/rule.ts'
import type { Millis } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import type { AlertEmailInput, EmailSettings } from '../delivery/email/input.ts'
import { renderAlertEmails } from '../delivery/email/render.ts'
import type { FrozenMessage } from '../delivery/message.ts'
import { owe } from '../delivery/owe.ts'
import type { Monitor } from '../detection/change.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Series } from '../series/series.ts'
import type { Store } from '../storage/store.ts'

export interface AlertDeps {
  store: Store
  monitor: Monitor
  log: Logger
  rules: readonly Rule[]
  contacts: readonly Contact[]
  email: EmailSettings
  settingsOf(series: Series): { indicator: Indicator; limit: number | null } | null
}

/** Evaluates every rule once and commits what follows from it. Returns the transitions. */
export function alert(deps: AlertDeps, now: Millis): readonly Transition[] {
  const { store, rules, log } = deps
  const series = new Map(store.series.all().map(one => [one.id, one]))
  const standing = store.changes.allStanding().flatMap(record => {
    const found = series.get(record.seriesId)
    return found === undefined ? [] : [{ record, series: found }]
  })
  const { episodes, transitions } = evaluate({
    rules,
    open: store.episodes.open(),
    standing,
    now,
    ended: id => store.episodes.get(id),
  })
  // Rendering comes before the commit: a chart must not hold the database, nor a fault in it half a transition.
  const messages = transitions.flatMap(transition => messagesOf(transition, series, standing, deps))
  store.transaction(() => {
    for (const episode of episodes) store.episodes.save(episode)
    owe(store.outbox, messages, now)
  })
  for (const { to, episode } of transitions) {
    log.info(`alert ${to}`, { rule: episode.rule, series: episode.series, episode: episode.id })
  }
  return transitions
}

/** Moments at which somebody is told. */
const TOLD: ReadonlySet<Transition['to']> = new Set(['firing', 'resolved'])

function messagesOf(
  transition: Transition,
  series: ReadonlyMap<number, Series>,
  standing: ReadonlyArray<{ series: Series }>,
  deps: AlertDeps,
): FrozenMessage[] {
  if (!TOLD.has(transition.to)) return []
  const { episode } = transition
  const one = series.get(episode.seriesId)
  const settings = one === undefined ? null : deps.settingsOf(one)
  const rule = deps.rules.find(candidate => candidate.name === episode.rule)
  if (one === undefined || settings === null || rule === undefined) return []

  const points = deps.store.series.points(one.id, 0)
  const state = deps.store.series.monitor(one.id)
  const last = points.at(-1)
  const changed = new Set(standing.map(entry => entry.series.id))
  const input: AlertEmailInput = {
    transition,
    rule,
    series: one,
    indicator: settings.indicator,
    points,
    band: state === null || last === undefined ? null : deps.monitor.band(state, last.at),
    limit: settings.limit,
    cause: null,
    unaffected: [...series.values()]
      .filter(other => other.indicator === one.indicator && !changed.has(other.id))
      .map(other => other.key),
  }
  const recipients = deps.contacts.filter(contact => rule.to.includes(contact.name)).flatMap(c => c.email)
  return renderAlertEmails(input, [...new Set(recipients)], deps.email)
}
