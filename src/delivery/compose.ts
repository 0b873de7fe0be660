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
  /** Null where nothing is known any more, as of an indicator that was switched off: nobody is written to. */
  factsOf(episode: Episode): Facts | null
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
    if (input === null) return []
    const { email, webhook } = addressesOf(notification.rule.to, contacts)
    return [
      ...renderAlertEmails(input, email, settings),
      ...webhook.map(url => renderWebhook(input, url, settings)),
    ]
  })
  const summed = summaries.flatMap(({ route, notifications }) => {
    const { email, webhook } = addressesOf(route, contacts)
    const known = notifications.flatMap(notification => {
      const input = inputOf(notification, composing)
      return input === null ? [] : [{ ...notification, input }]
    })
    if (known.length === 0) return []
    const listed = known.map(({ input, ...one }) => ({
      ...one,
      series: input.series,
      unit: input.indicator.unit,
    }))
    return [
      ...renderSummaryEmails({ notifications: listed, at }, email, settings),
      ...webhook.flatMap(url => known.map(({ input }) => renderWebhook(input, url, settings))),
    ]
  })
  return [...single, ...summed]
}

function inputOf(
  { episode, rule, reason }: Notification,
  { factsOf, at }: Composing,
): AlertEmailInput | null {
  const facts = factsOf(episode)
  return facts && { ...facts, transition: { to: episode.state, at, episode }, rule, reason }
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
