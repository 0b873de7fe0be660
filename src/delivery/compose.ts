// From a decision to the messages that it owes: who is written to, and in which form.

import type { Decision } from '../alerting/decide.ts'
import type { ChangeEpisode, Episode } from '../alerting/episode.ts'
import type { Bundle } from '../alerting/muting/rate-limit.ts'
import type { Notification, Reason } from '../alerting/notification.ts'
import type { Millis } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { type Causes, NOTHING_KNOWN } from '../detection/causes/cause.ts'
import type { Unit } from '../indicators/indicator.ts'
import { type Conversation, concernsEnd, rootOf } from './conversation.ts'
import type { AlertEmailInput, EmailInput, EmailSettings } from './email/input.ts'
import { leadOf, type SummaryInput } from './email/lists/summary.ts'
import { receivedTitle } from './email/received-content.ts'
import type { Audience, Channel } from './notifiers/channel.ts'
import { composeBy, type Owed } from './notifiers/compose-by.ts'
import { type Contact, channels, recipientsBy } from './notifiers/registry.ts'
import type { OwedMessage } from './outbox/message.ts'

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
  /** What has been sent or is owed about an episode. */
  conversationOf(episodeId: string): Conversation
  contacts: readonly Contact[]
  settings: EmailSettings
  at: Millis
  log: Logger
}

/** Each recipient once, however many of the contacts share it. Many alerts are summed up for people, not for programs. */
export function compose(
  { singles, bundles }: Pick<Decision, 'singles' | 'bundles'>,
  composing: Composing,
): OwedMessage[] {
  const messages = [
    ...alike(singles).flatMap(some => composeSingle(some, composing, channels)),
    ...bundles.flatMap(bundle => composeBundle(bundle, composing)),
  ]
  return [...new Map(messages.map(message => [message.messageId, message])).values()]
}

/** Those that say the same of the same episode: it is rendered once for all of them. */
function alike(singles: readonly Notification[]): Notification[][] {
  return [...Map.groupBy(singles, ({ episode, reason }) => `${episode.id} ${reason}`).values()]
}

function composeSingle(
  notifications: readonly Notification[],
  composing: Composing,
  by: readonly Channel[],
): OwedMessage[] {
  const { contacts, settings } = composing
  const [first] = notifications
  const input = first === undefined ? null : inputOf(first, composing)
  if (first === undefined || input === null) return []
  const { reason, episode } = first
  const conversation = composing.conversationOf(episode.id)
  return by.flatMap(channel => {
    const to = notifications.flatMap(({ contact, route }) =>
      recipientsBy(channel, named(contact, contacts))
        .filter(({ recipient, options }) => isFor(channel.audience(options), reason, conversation, recipient))
        .map(one => ({ ...one, route, root: rootOf(conversation, one.recipient) })),
    )
    return composeBy(channel, owedTo(to, [first], composing), () => channel.renderAlert(input, to, settings))
  })
}

/** A person who was never sent the beginning is not sent the end; a program is sent everything. */
function isFor(audience: Audience, reason: Reason, conversation: Conversation, recipient: string): boolean {
  return audience === 'programs' || reason !== 'resolved' || concernsEnd(conversation, recipient)
}

function composeBundle(bundle: Bundle, composing: Composing): OwedMessage[] {
  const { contact, notifications } = bundle
  const towards = named(contact, composing.contacts)
  const toPeople = (channel: Channel): boolean =>
    recipientsBy(channel, towards).some(({ options }) => channel.audience(options) === 'people')
  const [people, programs] = [channels.filter(toPeople), channels.filter(one => !toPeople(one))]
  return [
    ...composeSummary(bundle, composing, people),
    ...notifications.flatMap(one => composeSingle([one], composing, programs)),
  ]
}

function composeSummary(
  { contact, notifications, group }: Bundle,
  composing: Composing,
  by: readonly Channel[],
): OwedMessage[] {
  const { contacts, settings, at } = composing
  if (by.length === 0) return []
  const alarms = notifications.flatMap(({ episode, reason }) => {
    const brief = briefOf(episode, composing)
    return brief === null ? [] : [{ ...brief, episode, reason }]
  })
  if (alarms.length === 0) return []
  const lead = leadFor(alarms, notifications, composing)
  return by.flatMap(channel => {
    const to = recipientsBy(channel, named(contact, contacts))
    return composeBy(channel, owedTo(to, alarms, composing), () =>
      channel.renderSummary({ alarms, group, lead, at }, to, settings),
    )
  })
}

/** Everything about the alarm that a summary shows in full. */
function leadFor(
  alarms: SummaryInput['alarms'],
  notifications: readonly Notification[],
  composing: Composing,
): SummaryInput['lead'] {
  const lead = leadOf(alarms)
  const notification = notifications.find(({ episode }) => episode.id === lead?.episode.id)
  const input = notification === undefined ? null : inputOf(notification, composing)
  return input !== null && 'series' in input ? input : null
}

function named(name: string, contacts: readonly Contact[]): Contact[] {
  return contacts.filter(contact => contact.name === name)
}

function owedTo(
  to: ReadonlyArray<{ recipient: string }>,
  about: ReadonlyArray<{ episode: Episode }>,
  { at, settings, log }: Composing,
): Owed {
  return {
    about: about.map(({ episode: { id, sequence } }) => ({ episodeId: id, sequence })),
    recipients: [...new Set(to.map(({ recipient }) => recipient))],
    at,
    settings,
    log,
  }
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

/** One series whose facts cannot be read must not keep every other alarm from being notified. A string says why. */
function attempt<T>({ id, series }: Episode, { log }: Composing, work: () => T): T | string {
  try {
    return work()
  } catch (cause) {
    const fault = messageOf(cause)
    log.error('the facts of an alert cannot be read; it is sent without them', {
      episode: id,
      series,
      error: fault,
    })
    return fault
  }
}
