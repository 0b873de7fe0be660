// Has a channel render what it owes, and holds it to that: one message for each recipient, or a fault that is seen.
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { NoTimeLeft } from '../../core/watchdog.ts'
import { messageIdOf } from '../email/freeze.ts'
import type { EmailSettings } from '../email/input.ts'
import type { FrozenMessage, OwedMessage } from '../outbox/message.ts'
import type { Channel } from './channel.ts'

export interface Owed {
  /** The episodes that the message is about, each with its number in the conversation. At least one. */
  about: ReadonlyArray<{ episodeId: string; sequence: number }>
  /** Whether the message may bear a name of its own instead of that of an episode, as a report does. Default false. */
  namesItself?: boolean
  recipients: readonly string[]
  at: number
  settings: Pick<EmailSettings, 'sender'>
  log: Logger
  /** Left out: it is called as it is, and may never return. */
  ask?: AskChannel | undefined
}

export interface AskChannel {
  /** Has the channel of that name work where it is known as its own, and interrupted where it never returns; then it throws. */
  <T>(channel: string, work: () => T): T
  /** Learns what was wrong with what it composed. */
  failed?(channel: string, fault: string): void
}

/**
 * What `render` returns, copied and stamped with the channel. Where it throws, never returns, or returns anything but one message to each of the
 * recipients, a message without bytes stands in the place of what is missing, given up from the first: the log, the outbox, its
 * metric and its page name the channel, the next in line of the route is notified, and no other channel is held up. Throws `NoTimeLeft`: what nobody
 * has time for is composed after the next start.
 */
export function composeBy({ name }: Pick<Channel, 'name'>, owed: Owed, render: () => unknown): OwedMessage[] {
  const { recipients, log, ask } = owed
  if (recipients.length === 0) return []
  const { messages, fault } = attemptWatched(name, render, owed)
  const missing = recipients.filter(one => !messages.has(one))
  if (missing.length > 0 || fault !== null) ask?.failed?.(name, fault ?? NOTHING)
  if (missing.length > 0) {
    log.error('a channel could not compose its messages; they are given up', {
      channel: name,
      recipients: missing.join(', '),
      error: fault ?? NOTHING,
    })
  } else if (fault !== null) {
    log.error('a channel composed more than it should; the rest is left out', { channel: name, error: fault })
  }
  return [
    ...[...messages.values()].map(message => ({ ...message, channel: name })),
    ...missing.map(recipient => faulted(name, recipient, fault ?? NOTHING, owed)),
  ]
}

const NOTHING = 'the channel returned no message for this recipient'

interface Attempted {
  /** The first sound message to each recipient. */
  messages: ReadonlyMap<string, FrozenMessage>
  /** What was wrong first; null: nothing. */
  fault: string | null
}

function attemptWatched(name: string, render: () => unknown, owed: Owed): Attempted {
  const { ask = (_, work) => work() } = owed
  try {
    return ask(name, () => attempt(render, owed))
  } catch (error) {
    if (error instanceof NoTimeLeft) throw error
    return { messages: new Map(), fault: `the message could not be composed: ${messageOf(error)}` }
  }
}

function attempt(render: () => unknown, owed: Owed): Attempted {
  const messages = new Map<string, FrozenMessage>()
  let fault: string | null = null
  try {
    const rendered = render()
    if (!Array.isArray(rendered)) return { messages, fault: NOTHING }
    const all: readonly unknown[] = rendered
    for (let place = 0; place < all.length && place < MOST; place++) {
      try {
        const message = soundOf(all[place], owed)
        if (messages.has(message.recipient))
          throw new Error('there is more than one message for this recipient')
        messages.set(message.recipient, message)
      } catch (error) {
        fault ??= `the message could not be composed: ${messageOf(error)}`
      }
    }
  } catch (error) {
    fault ??= `the message could not be composed: ${messageOf(error)}`
  }
  return { messages, fault }
}

/** Messages that are looked at, of one render. */
const MOST = 10_000

/** A plain copy, so that nothing of the message runs again. Throws where it is no message that is owed. */
function soundOf(value: unknown, owed: Owed): FrozenMessage {
  if (typeof value !== 'object' || value === null) throw new Error(NOTHING)
  const { bytes, sequence, createdAt, about, ...rest } = value as Readonly<Record<string, unknown>>
  const text = (field: string): string => textOf(rest[field], field)
  const message = {
    messageId: text('messageId'),
    episodeId: text('episodeId'),
    recipient: text('recipient'),
    sender: text('sender'),
    subject: text('subject'),
    sequence: wholeOf(sequence, 'sequence', 1),
    createdAt: wholeOf(createdAt, 'createdAt', 0),
  }
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) throw new Error('it has no bytes')
  if (!owed.recipients.includes(message.recipient)) throw new Error('it is for somebody else')
  const ids = new Set(owed.about.map(({ episodeId }) => episodeId))
  if (about === undefined) {
    if (owed.namesItself === true || ids.has(message.episodeId)) return { ...message, bytes }
    throw new Error('it is about an episode of which nobody is to be notified')
  }
  if (!Array.isArray(about)) throw new Error('its about is no list')
  return { ...message, bytes, about: about.map(one => aboutOf(one, ids)) }
}

function aboutOf(value: unknown, ids: ReadonlySet<string>): Owed['about'][number] {
  if (typeof value !== 'object' || value === null) throw new Error('its about names no episode')
  const { episodeId, sequence } = value as Readonly<Record<string, unknown>>
  const one = { episodeId: textOf(episodeId, 'about'), sequence: wholeOf(sequence, 'sequence', 1) }
  if (ids.has(one.episodeId)) return one
  throw new Error('it is about an episode of which nobody is to be notified')
}

/** A line break in what becomes a header would begin another header. */
const CONTROL = /\p{Cc}/u

function textOf(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`its ${field} is no text`)
  if (CONTROL.test(value)) throw new Error(`its ${field} holds a control character`)
  return value
}

function wholeOf(value: unknown, field: string, least: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw new Error(`its ${field} is no whole number from ${least} on`)
}

function faulted(
  channel: string,
  recipient: string,
  fault: string,
  { about, at, settings: { sender } }: Owed,
): OwedMessage {
  const [first = { episodeId: 'none', sequence: 1 }] = about
  return {
    channel,
    fault,
    messageId: messageIdOf(first.episodeId, first.sequence, recipient, sender),
    episodeId: first.episodeId,
    sequence: first.sequence,
    about,
    recipient,
    sender,
    subject: 'A message that could not be composed',
    bytes: new Uint8Array(),
    createdAt: at,
  }
}
