// From a decision to the messages that it owes: who is written to, and in which form.
import type { Decision } from '../alerting/decide.ts'
import type { Episode } from '../alerting/episode.ts'
import type { Notification } from '../alerting/plan.ts'
import type { Contact } from '../alerting/rule.ts'
import type { Millis } from '../core/clock.ts'
import type { AlertEmailInput, EmailSettings } from './email/input.ts'
import { renderAlertEmails } from './email/render.ts'
import { renderSummaryEmails } from './email/summary.ts'
import type { FrozenMessage } from './message.ts'
import { renderWebhook } from './webhook-message.ts'

/** What an email says of an episode beyond the episode itself. */
export type Facts = Omit<AlertEmailInput, 'transition' | 'rule' | 'reason'>

export interface Composing {
  factsOf(episode: Episode): Facts
  contacts: readonly Contact[]
  settings: EmailSettings
  at: Millis
}

/** Each address once, however many of the contacts share it. A storm is summed up for people, not for programs. */
export function compose(
  { singles, summaries }: Pick<Decision, 'singles' | 'summaries'>,
  composing: Composing,
): FrozenMessage[] {
  const { contacts, settings, at } = composing
  const single = singles.flatMap(notification => {
    const input = inputOf(notification, composing)
    const { email, webhook } = addressesOf(notification.rule.to, contacts)
    return [
      ...renderAlertEmails(input, email, settings),
      ...webhook.map(url => renderWebhook(input, url, settings)),
    ]
  })
  const summed = summaries.flatMap(({ route, notifications }) => {
    const { email, webhook } = addressesOf(route, contacts)
    const named = notifications.map(notification => {
      const { series, indicator } = composing.factsOf(notification.episode)
      return { ...notification, series, unit: indicator.unit }
    })
    const posts = webhook.flatMap(url =>
      notifications.map(notification => renderWebhook(inputOf(notification, composing), url, settings)),
    )
    return [...renderSummaryEmails({ notifications: named, at }, email, settings), ...posts]
  })
  return [...single, ...summed]
}

function inputOf({ episode, rule, reason }: Notification, { factsOf, at }: Composing): AlertEmailInput {
  return { ...factsOf(episode), transition: { to: episode.state, at, episode }, rule, reason }
}

function addressesOf(
  names: readonly string[],
  contacts: readonly Contact[],
): { email: string[]; webhook: string[] } {
  const wanted = contacts.filter(({ name }) => names.includes(name))
  return {
    email: [...new Set(wanted.flatMap(({ email }) => email))],
    webhook: [...new Set(wanted.flatMap(({ webhook }) => webhook ?? []))],
  }
}
