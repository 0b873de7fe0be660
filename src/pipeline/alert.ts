// Changes and received alarms -> alerts -> owed messages. The commit that moves an episode on also holds the messages it owes.

import { type Decision, type DecisionInput, decide } from '../alerting/decide.ts'
import type { Episode } from '../alerting/episode.ts'
import { alertLabels } from '../alerting/muting/silence.ts'
import type { Reason } from '../alerting/notification.ts'
import type { Policy } from '../alerting/planning/plan.ts'
import type { Rule } from '../alerting/rule.ts'
import type { Millis } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import { compose } from '../delivery/compose.ts'
import type { EmailSettings } from '../delivery/email/input.ts'
import { type Contact, isProgram, recipientsOf } from '../delivery/notifiers/registry.ts'
import { owe } from '../delivery/outbox/owe.ts'
import type { Monitor } from '../detection/change.ts'
import type { Indicator } from '../indicators/indicator.ts'
import { suppressionWords } from '../presentation/suppression.ts'
import type { Series } from '../series/series.ts'
import type { Store } from '../storage/store.ts'
import type { CauseFinder } from './alerts/causes.ts'
import { type FactFinder, factFinder } from './alerts/facts.ts'
import { listenedAt, saveListened } from './alerts/listening.ts'
import type { Suppressed } from './status.ts'

export interface Alerting {
  rules: readonly Rule[]
  contacts: readonly Contact[]
  policy: Policy
  /** How long a received alarm stands of which nothing more is heard. */
  patience: Millis
  email: EmailSettings
}

export interface AlertDeps {
  store: Store
  monitor: Monitor
  causes: CauseFinder
  log: Logger
  alerting: Alerting
  settingsOf(series: Series): { indicator: Indicator; limit: number | null } | null
}

/**
 * Evaluates everything once and commits what follows from it. Changes count only once `caughtUp`: nobody is woken by
 * half a history. Received alarms need no history. Returns who should be told and is not, and why.
 */
export function alert(
  deps: AlertDeps,
  now: Millis,
  { caughtUp, before = [] }: { caughtUp: boolean; before?: readonly Suppressed[] },
): Suppressed[] {
  const { store, alerting, log } = deps
  const known = knownSeries(deps)
  const standing = caughtUp ? standingChanges(store, known) : null
  const question = questionOf(deps, known, standing, now)
  const decision = decide(question)
  for (const { table, id, fault } of store.setAside.takeUnreported()) {
    log.error('a row of the store cannot be used; it is set aside', { table, id, fault })
  }
  // Composing comes before the commit: a chart must not hold the database, nor a fault in it half a transition.
  const changed = new Set((standing ?? []).map(entry => entry.series.id))
  const facts = factFinder({ ...deps, rules: alerting.rules }, known, changed, now)
  const { contacts, email: settings } = alerting
  const messages = compose(decision, {
    ...facts,
    conversationOf: id => store.outbox.conversation(id),
    contacts,
    settings,
    at: now,
    log,
  })
  store.transaction(() => {
    for (const episode of decision.episodes) store.episodes.save(episode)
    store.rateLimit.save(decision.rateLimit)
    owe(store.outbox, messages, now)
    saveListened(store.series, now, question.listened)
    remember(store, decision, now, facts)
    rememberHeld(store, decision, now, before)
  })
  for (const { to, episode } of decision.transitions) {
    log.info(`alert ${to}`, { rule: episode.rule, series: episode.series, episode: episode.id })
  }
  return suppressedBy(decision)
}

/** Once for each that is newly held back, `before` being what was suppressed at the last evaluation. */
function rememberHeld(
  { history }: Store,
  { held }: Decision,
  at: Millis,
  before: readonly Suppressed[],
): void {
  const known = new Set(before.map(({ episodeId, contact, reason }) => `${episodeId} ${contact} ${reason}`))
  for (const { notification, until } of held) {
    const { episode, contact } = notification
    if (known.has(`${episode.id} ${contact} rate limit`)) continue
    const detail = `${contact}: ${suppressionWords({ reason: 'rate limit', until })}`
    history.add({ at, actor: 'slowburn', action: 'held back', episodeId: episode.id, detail })
  }
}

function suppressedBy({ muted, held }: Decision): Suppressed[] {
  return [
    ...muted.map(({ episode, ...why }) => ({ episodeId: episode.id, ...why })),
    ...held.map(({ notification: { episode, contact }, until }) => {
      return { episodeId: episode.id, contact, reason: 'rate limit' as const, by: null, until }
    }),
  ]
}

type Known = ReadonlyMap<number, Series>

/** A series whose indicator is no longer computed raises nothing and is not spoken of. */
function knownSeries({ store, settingsOf }: AlertDeps): Known {
  const all = store.series.all().filter(one => settingsOf(one) !== null)
  return new Map(all.map(one => [one.id, one]))
}

function standingChanges({ changes }: Store, known: Known): NonNullable<DecisionInput['standing']> {
  return changes.allStanding().flatMap(record => {
    const series = known.get(record.seriesId)
    return series === undefined ? [] : [{ record, series }]
  })
}

function questionOf(
  { store, alerting }: AlertDeps,
  known: Known,
  standing: DecisionInput['standing'],
  now: Millis,
): DecisionInput {
  const { rules, contacts, policy, patience } = alerting
  const programs = new Set(contacts.filter(isProgram).map(({ name }) => name))
  const window = policy.flapping?.within ?? 0
  return {
    rules,
    open: store.episodes.open(),
    untoldEnds: store.episodes.untoldEnds(),
    standing,
    now,
    ended: id => store.episodes.get(id),
    policy,
    silences: store.silences.current(now),
    labelsOf: episode => labelsOf(episode, known),
    firingsOf: ({ rule, series, firingSince }) =>
      store.history.firings(rule, series, (firingSince ?? now) - window),
    unreachableOf: unreachable(store, contacts),
    rateLimit: store.rateLimit.load(),
    isProgram: contact => programs.has(contact),
    patience,
    listened: listenedAt(store.series, now, patience),
  }
}

/** What matchers see of an episode. */
function labelsOf(episode: Episode, known: Known): ReturnType<typeof alertLabels> {
  return alertLabels(episode, episode.origin === 'change' ? (known.get(episode.seriesId) ?? null) : null)
}

/** Contacts none of whose addresses took the latest message about an episode. */
function unreachable(
  { outbox }: Store,
  contacts: readonly Contact[],
): (episode: Episode) => ReadonlySet<string> {
  const dead = Map.groupBy(outbox.unreached(), ({ episodeId }) => episodeId)
  return ({ id }) => {
    const deaf = new Set((dead.get(id) ?? []).map(({ recipient }) => recipient))
    if (deaf.size === 0) return NOBODY
    return new Set(
      contacts
        .filter(contact => recipientsOf(contact).every(recipient => deaf.has(recipient)))
        .map(({ name }) => name),
    )
  }
}

const NOBODY: ReadonlySet<string> = new Set()

/** Who was told what, and when, for whoever asks later. */
function remember(
  store: Store,
  { transitions, singles, bundles }: Decision,
  at: Millis,
  { coincidenceOf }: FactFinder,
): void {
  const add = (action: string, episode: Episode, detail: string): void =>
    store.history.add({ at, actor: 'slowburn', action, episodeId: episode.id, detail })
  for (const { to, episode } of transitions) {
    const beside = to === 'firing' ? coincidenceOf(episode) : null
    const coincides = beside === null ? '' : `; coincides with ${beside}`
    add(to, episode, `${episode.rule}: ${episode.series}${coincides}`)
  }
  for (const { episode, contact, reason } of singles) add('told', episode, toldDetail(contact, reason))
  for (const { contact, notifications } of bundles) {
    for (const { episode, reason } of notifications) {
      add('told', episode, `${toldDetail(contact, reason)}, with ${notifications.length - 1} others`)
    }
  }
}

function toldDetail(contact: string, reason: Reason): string {
  return `${contact}: ${reason}`
}
