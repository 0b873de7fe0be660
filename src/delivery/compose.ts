// From a decision to the messages that it owes: who is written to, and in which form.

import type { Decision } from '../alerting/decide.ts'
import type { ChangeEpisode, Episode } from '../alerting/episode.ts'
import type { Bundle } from '../alerting/muting/rate-limit.ts'
import type { Notification } from '../alerting/plan.ts'
import { type Contact, webhookRecipient } from '../alerting/routing/contact.ts'
import type { Millis } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { type Causes, NOTHING_KNOWN } from '../detection/causes/cause.ts'
import type { Unit } from '../indicators/indicator.ts'
import type { Addressee, AlertEmailInput, EmailInput, EmailSettings } from './email/input.ts'
import { renderSummaryEmails } from './email/lists/summary.ts'
import { receivedTitle } from './email/received-content.ts'
import { renderAlertEmails } from './email/render.ts'
import { renderWebhook } from './notifiers/webhook-message.ts'
import type { FrozenMessage } from './outbox/message.ts'

/** What an email says of an episode beyond the episode itself. */
export type Facts = Omit<AlertEmailInput, 'transition' | 'reason' | 'flaps'>

/** What a line in a list says of an episode. */
export interface Brief {
  title: string
  /** Of the series; a received alarm has none. */
  unit: Unit | null
  causes: Causes
}

export interface Composing {
  /**
   * Null where nothing is known any more, as of an indicator that was switched off: nobody is written to. A fault in it
   * costs the facts, never the message.
   */
  factsOf(episode: ChangeEpisode): Facts | null
  /** The same for a line in a list. */
  briefOf(episode: ChangeEpisode): Brief | null
  contacts: readonly Contact[]
  settings: EmailSettings
  at: Millis
  log: Logger
}

/** Each address once, however many of the contacts share it. A storm is summed up for people, not for programs. */
export function compose(
  { singles, bundles }: Pick<Decision, 'singles' | 'bundles'>,
  composing: Composing,
): FrozenMessage[] {
  const messages = [
    ...together(singles).flatMap(some => composeSingle(some, composing)),
    ...bundles.flatMap(bundle => composeBundle(bundle, composing)),
  ]
  return [...new Map(messages.map(message => [message.messageId, message])).values()]
}

/** Those that say the same of the same episode: it is rendered once for all of them. */
function together(singles: readonly Notification[]): Notification[][] {
  return [...Map.groupBy(singles, ({ episode, reason }) => `${episode.id} ${reason}`).values()]
}

function composeSingle(notifications: readonly Notification[], composing: Composing): FrozenMessage[] {
  const { contacts, settings } = composing
  const [first] = notifications
  const input = first === undefined ? null : inputOf(first, composing)
  if (input === null) return []
  const told = notifications.flatMap(notification => {
    const contact = contacts.find(({ name }) => name === notification.contact)
    return contact === undefined ? [] : [{ notification, contact }]
  })
  return [
    ...renderAlertEmails(
      input,
      told.flatMap(({ notification, contact }) => addresseesOf(notification, contact)),
      settings,
    ),
    ...told.flatMap(({ contact }) => webhookFor(contact, input, settings)),
  ]
}

function composeBundle(
  { contact: name, notifications, group }: Bundle,
  composing: Composing,
): FrozenMessage[] {
  const { contacts, settings, at } = composing
  const contact = contacts.find(one => one.name === name)
  if (contact === undefined) return []
  const alarms = notifications.flatMap(({ episode, reason }) => {
    const brief = briefOf(episode, composing)
    return brief === null ? [] : [{ ...brief, episode, reason }]
  })
  if (alarms.length === 0) return []
  const inputs = contact.webhook === null ? [] : notifications.map(one => inputOf(one, composing))
  return [
    ...renderSummaryEmails({ alarms, group, at }, contact.email, settings),
    ...inputs.flatMap(input => (input === null ? [] : webhookFor(contact, input, settings))),
  ]
}

function addresseesOf({ route, told }: Notification, { name, email }: Contact): Addressee[] {
  return email.map(address => ({ address, contact: name, route, first: told.first }))
}

function webhookFor(contact: Contact, input: EmailInput, settings: EmailSettings): FrozenMessage[] {
  return contact.webhook === null ? [] : [renderWebhook(input, webhookRecipient(contact), settings)]
}

function inputOf({ episode, reason, flaps }: Notification, composing: Composing): EmailInput | null {
  const { factsOf, at } = composing
  const to = episode.state
  if (episode.origin === 'received') return { transition: { to, at, episode }, reason, flaps }
  const facts = attempt(episode, composing, () => factsOf(episode))
  if (typeof facts === 'string') return { transition: { to, at, episode }, reason, flaps, fault: facts }
  return facts && { ...facts, transition: { to, at, episode }, reason, flaps }
}

function briefOf(episode: Episode, composing: Composing): Brief | null {
  if (episode.origin === 'received') {
    return { title: receivedTitle(episode), unit: null, causes: NOTHING_KNOWN }
  }
  const brief = attempt(episode, composing, () => composing.briefOf(episode))
  return typeof brief === 'string' ? { title: episode.series, unit: null, causes: NOTHING_KNOWN } : brief
}

/** One series whose facts cannot be read must not keep every other alarm from being told. A string says why. */
function attempt<T>({ id, series }: Episode, { log }: Composing, work: () => T): T | string {
  try {
    return work()
  } catch (cause) {
    const fault = messageOf(cause)
    log.error('the facts of an alert cannot be read; it is told without them', {
      episode: id,
      series,
      error: fault,
    })
    return fault
  }
}
