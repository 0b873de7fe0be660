// From a decision to the messages that it owes: who is written to, and in which form.

import type { Decision } from '../alerting/decide.ts'
import type { ChangeEpisode, Episode } from '../alerting/episode.ts'
import type { Bundle } from '../alerting/muting/rate-limit.ts'
import type { Notification, Reason } from '../alerting/notification.ts'
import type { Millis } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { flatMapped, grouped, type Sliced } from '../core/turns/pause.ts'
import { type Causes, NOTHING_KNOWN } from '../detection/causes/cause.ts'
import type { Unit } from '../indicators/indicator.ts'
import { type Conversation, concernsEnd, rootOf } from './conversation.ts'
import type { AlertEmailInput, EmailInput, EmailSettings } from './email/input.ts'
import { leadOf, type SummaryInput } from './email/lists/summary.ts'
import { receivedTitle } from './email/received-content.ts'
import type { Audience, Channel } from './notifiers/channel.ts'
import { type AskChannel, composeBy, type Owed } from './notifiers/compose-by.ts'
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

export interface Charts {
  draw(svg: string): Uint8Array
  /** Has them drawn beforehand. Never rejects. */
  prepare(svgs: readonly string[]): Promise<void>
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
  /** Draws charts where nobody waits for them; left out: they are drawn as the messages are composed. */
  charts?: Charts
  at: Millis
  log: Logger
  ask?: AskChannel | undefined
}

/** Each recipient once, however many of the contacts share it. Many alerts are summed up for people, not for programs. */
export function* compose(
  { singles, bundles }: Pick<Decision, 'singles' | 'bundles'>,
  composing: Composing,
): Sliced<OwedMessage[]> {
  const messages = new Map<string, OwedMessage>()
  const add = (some: readonly OwedMessage[]): void => {
    for (const message of some) messages.set(message.messageId, message)
  }
  // Those that say the same of the same episode: it is rendered once for all of them.
  const alike = yield* grouped(singles, ({ episode, reason }) => `${episode.id} ${reason}`)
  for (const some of alike.values()) {
    add(yield* withCharts(composing, drawing => composeSingle(some, drawing, channels)))
    yield
  }
  for (const bundle of bundles) add(yield* composeBundle(bundle, composing))
  return [...messages.values()]
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

/**
 * What `work` makes. It is done once to see which charts it needs; where it needs some it is done again once they are drawn,
 * so that what takes the longest is done where others have their turn.
 */
function* withCharts<T>(composing: Composing, work: (drawing: Composing) => T): Sliced<T> {
  const { charts, settings } = composing
  if (charts === undefined) return work(composing)
  const wanted = new Set<string>()
  const draw = (svg: string): Uint8Array => {
    wanted.add(svg)
    return NO_PICTURE
  }
  const without = work({ ...composing, settings: { ...settings, draw } })
  if (wanted.size === 0) return without
  yield () => charts.prepare([...wanted])
  return work({ ...composing, settings: { ...settings, draw: charts.draw } })
}

const NO_PICTURE = new Uint8Array()

/** A person who was never sent the beginning is not sent the end; a program is sent everything. */
function isFor(audience: Audience, reason: Reason, conversation: Conversation, recipient: string): boolean {
  return audience === 'programs' || reason !== 'resolved' || concernsEnd(conversation, recipient)
}

function* composeBundle(bundle: Bundle, composing: Composing): Sliced<OwedMessage[]> {
  const { contact, notifications } = bundle
  const towards = named(contact, composing.contacts)
  const toPeople = (channel: Channel): boolean =>
    recipientsBy(channel, towards).some(({ options }) => channel.audience(options) === 'people')
  const [people, programs] = [channels.filter(toPeople), channels.filter(one => !toPeople(one))]
  const messages = yield* composeSummary(bundle, composing, people)
  if (programs.some(channel => recipientsBy(channel, towards).length > 0)) {
    for (const one of notifications) {
      messages.push(...(yield* withCharts(composing, drawing => composeSingle([one], drawing, programs))))
      yield
    }
  }
  return messages
}

function* composeSummary(
  { contact, notifications, group }: Bundle,
  composing: Composing,
  by: readonly Channel[],
): Sliced<OwedMessage[]> {
  const { contacts, at } = composing
  if (by.length === 0) return []
  const alarms = yield* flatMapped(notifications, ({ episode, reason }) => {
    const brief = briefOf(episode, composing)
    return brief === null ? [] : [{ ...brief, episode, reason }]
  })
  if (alarms.length === 0) return []
  const lead = leadFor(alarms, notifications, composing)
  yield
  const messages: OwedMessage[] = []
  for (const channel of by) {
    const to = recipientsBy(channel, named(contact, contacts))
    const owed = owedTo(to, alarms, composing)
    const render = (drawing: Composing): OwedMessage[] =>
      composeBy(channel, owed, () => channel.renderSummary({ alarms, group, lead, at }, to, drawing.settings))
    messages.push(...(yield* withCharts(composing, render)))
    yield
  }
  return messages
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
  { at, settings, log, ask }: Composing,
): Owed {
  return {
    about: about.map(({ episode: { id, sequence } }) => ({ episodeId: id, sequence })),
    recipients: [...new Set(to.map(({ recipient }) => recipient))],
    at,
    settings,
    log,
    ask,
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
