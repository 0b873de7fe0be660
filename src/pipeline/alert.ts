// Changes and received alarms -> alerts -> owed messages: decide, gather, compose, commit. Each step is pure but the last,
// and that one holds the transition together with the messages that it owes.
import { type Decision, decide } from '../alerting/decide.ts'
import type { Millis } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import { each, flatMapped, type Sliced } from '../core/turns/pause.ts'
import { type Charts, compose } from '../delivery/compose.ts'
import type { EmailSettings } from '../delivery/email/input.ts'
import type { AskChannel } from '../delivery/notifiers/compose-by.ts'
import type { OutboxRecord } from '../delivery/outbox/outbox.ts'
import type { Monitor } from '../detection/change.ts'
import type { Series } from '../series/series.ts'
import type { CauseFinder } from './alerts/causes.ts'
import { commitAlerts } from './alerts/commit/commit.ts'
import { finishDrafts } from './alerts/commit/drafts.ts'
import { factFinder } from './alerts/facts.ts'
import { gather } from './alerts/gather.ts'
import { sharedConversation } from './alerts/incidents.ts'
import { type QuestionDeps, readQuestion } from './alerts/question.ts'
import { reportSetAside } from './set-aside.ts'
import type { Suppressed } from './status.ts'

export type Alerting = QuestionDeps['alerting'] & { email: EmailSettings; charts?: Charts }

export interface AlertDeps extends QuestionDeps {
  monitor: Monitor
  causes: CauseFinder
  log: Logger
  alerting: Alerting
  askChannel?: AskChannel
}

/**
 * Evaluates everything once and commits what follows from it. Changes of a series count only once it `isCaughtUp`: nobody
 * is notified of half a history, and what was raised before stands on. Received alarms need no history. Returns who should
 * be notified and is not, and why. Others may have their turn between its pieces: what they do meanwhile counts at the next
 * evaluation. Only one may be under way.
 */
export function* alert(
  deps: AlertDeps,
  now: Millis,
  { isCaughtUp, before = [] }: { isCaughtUp(series: Series): boolean; before?: readonly Suppressed[] },
): Sliced<Suppressed[]> {
  const { store, alerting, log } = deps
  const { rules, contacts, email: settings, charts } = alerting
  yield* finishDrafts(store)
  const question = readQuestion(deps, now, isCaughtUp)
  yield
  const decision = yield* decide(question)
  reportSetAside(store, log)
  const changed = new Set((question.standing ?? []).map(({ series }) => series.id))
  const finder = factFinder({ ...deps, rules }, question.known, changed, now)
  const { open, owedEnds, incidentOf = () => null } = question
  const shareOf = sharedConversation([...open, ...owedEnds], incidentOf)
  const conversationOf = (id: string) => conversationOfAll(store, shareOf(id))
  const gathered = yield* gather(decision, { ...finder, conversationOf })
  // Composing comes before the commit: a chart must not hold the database, nor a fault in it half a transition.
  const messages = yield* compose(decision, {
    ...gathered,
    contacts,
    settings,
    ...(charts === undefined ? {} : { charts }),
    at: now,
    log,
    ask: deps.askChannel,
  })
  yield* commitAlerts(store, { question, decision, gathered, messages, before }, now)
  yield* each(decision.transitions, ({ to, episode }) => {
    log.info(`alert ${to}`, { rule: episode.rule, series: episode.series, episode: episode.id })
  })
  return yield* suppressedBy(decision)
}

/** In the order in which the messages were owed; one about several alerts once. */
function conversationOfAll({ outbox }: AlertDeps['store'], ids: readonly string[]): OutboxRecord[] {
  const messages = ids.flatMap(id => outbox.conversation(id))
  return [...new Map(messages.map(message => [message.id, message])).values()].sort((a, b) => a.id - b.id)
}

function* suppressedBy({ muted, held }: Decision): Sliced<Suppressed[]> {
  return [
    ...(yield* flatMapped(muted, ({ episode, ...why }): Suppressed[] => [{ episodeId: episode.id, ...why }])),
    ...(yield* flatMapped(held, ({ notification: { episode, contact }, until }): Suppressed[] => [
      { episodeId: episode.id, contact, reason: 'rate limit', by: null, until },
    ])),
  ]
}
