// The one commit of the alert stage: a transition, the messages that it owes, and what the history keeps of both.
import type { Decision } from '../../alerting/decide.ts'
import type { Episode } from '../../alerting/episode.ts'
import type { Reason } from '../../alerting/notification.ts'
import type { Millis } from '../../core/clock.ts'
import type { OwedMessage } from '../../delivery/outbox/message.ts'
import { owe } from '../../delivery/outbox/owe.ts'
import { suppressionWords } from '../../presentation/suppression.ts'
import type { Store } from '../../storage/store.ts'
import type { Suppressed } from '../status.ts'
import type { Gathered } from './gather.ts'
import { saveListened } from './listening.ts'
import type { Question } from './question.ts'

export interface Commitment {
  question: Question
  decision: Decision
  gathered: Gathered
  messages: readonly OwedMessage[]
  /** What was suppressed at the last evaluation. */
  before: readonly Suppressed[]
}

export function commitAlerts(
  store: Store,
  { question, decision, gathered, messages, before }: Commitment,
  now: Millis,
): void {
  store.transaction(() => {
    for (const episode of decision.episodes) store.episodes.save(episode)
    store.rateLimit.save(decision.rateLimit)
    owe(store.outbox, messages, now)
    saveListened(store.series, now, question.listened)
    remember(store, decision, now, gathered)
    rememberHeld(store, decision, now, before)
  })
}

/** Who was notified of what, and when, for whoever asks later. */
function remember(
  store: Store,
  { transitions, singles, bundles }: Decision,
  at: Millis,
  { coincides }: Gathered,
): void {
  const add = (action: string, episode: Episode, detail: string): void =>
    store.history.add({ at, actor: 'slowburn', action, episodeId: episode.id, detail })
  for (const { to, episode } of transitions) {
    const beside = to === 'firing' ? coincides(episode) : ''
    add(to, episode, `${episode.rule}: ${episode.series}${beside}`)
  }
  for (const { episode, contact, reason } of singles) add('notified', episode, whomAndWhy(contact, reason))
  for (const { contact, notifications } of bundles) {
    for (const { episode, reason } of notifications) {
      add('notified', episode, `${whomAndWhy(contact, reason)}, with ${notifications.length - 1} others`)
    }
  }
}

function whomAndWhy(contact: string, reason: Reason): string {
  return `${contact}: ${reason}`
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
