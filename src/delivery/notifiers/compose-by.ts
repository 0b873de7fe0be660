// Has a channel render what it owes, and holds it to that: one message for each recipient, or a fault that is seen.
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { messageIdOf } from '../email/freeze.ts'
import type { EmailSettings } from '../email/input.ts'
import type { FrozenMessage, OwedMessage } from '../outbox/message.ts'
import type { Channel } from './channel.ts'

export interface Owed {
  /** The episodes that the message is about, each with its number in the conversation. At least one. */
  about: ReadonlyArray<{ episodeId: string; sequence: number }>
  recipients: readonly string[]
  at: number
  settings: Pick<EmailSettings, 'sender'>
  log: Logger
}

/**
 * What `render` returns, stamped with the channel. Where it throws, or returns anything but messages to the recipients,
 * a message without bytes stands in its place, given up from the first: the log, the outbox, its metric and its page name
 * the channel, the next in line of the route is notified, and no other channel is held up.
 */
export function composeBy({ name }: Pick<Channel, 'name'>, owed: Owed, render: () => unknown): OwedMessage[] {
  if (owed.recipients.length === 0) return []
  const { messages, fault } = attempt(render)
  const usable = messages.filter(isMessage).filter(({ recipient }) => owed.recipients.includes(recipient))
  const missing = owed.recipients.filter(one => !usable.some(({ recipient }) => recipient === one))
  if (missing.length > 0) {
    const { log } = owed
    log.error('a channel could not compose its messages; they are given up', {
      channel: name,
      recipients: missing.join(', '),
      error: fault,
    })
  }
  return [
    ...usable.map(message => ({ ...message, channel: name })),
    ...missing.map(recipient => faulted(name, recipient, fault, owed)),
  ]
}

function attempt(render: () => unknown): { messages: readonly unknown[]; fault: string } {
  const fault = 'the channel returned no message for this recipient'
  try {
    const messages = render()
    return { messages: Array.isArray(messages) ? messages : [], fault }
  } catch (error) {
    return { messages: [], fault: `the message could not be composed: ${messageOf(error)}` }
  }
}

function isMessage(value: unknown): value is FrozenMessage {
  if (typeof value !== 'object' || value === null) return false
  const message = value as Partial<Record<keyof FrozenMessage, unknown>>
  return (
    TEXTS.every(field => typeof message[field] === 'string' && message[field] !== '') &&
    Number.isFinite(message.createdAt) &&
    Number.isInteger(message.sequence) &&
    message.bytes instanceof Uint8Array &&
    message.bytes.length > 0
  )
}

const TEXTS = ['messageId', 'episodeId', 'recipient', 'sender', 'subject'] as const

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
