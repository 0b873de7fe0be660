// What has gone to a recipient about an episode, alone or in a summary: where an answer belongs, and who knows of it at all.
import type { OutboxRecord } from './outbox/outbox.ts'

/** All messages about one episode, oldest first; empty also where they are kept no longer. */
export type Conversation = ReadonlyArray<Pick<OutboxRecord, 'recipient' | 'messageId' | 'state'>>

/**
 * Message-ID of the first message that was handed to a server for this recipient; null: there is none to answer. One
 * that still waits is none: it is withdrawn once a later one is owed.
 */
export function rootOf(conversation: Conversation, recipient: string): string | null {
  const sent = conversation.find(
    message =>
      message.recipient === recipient && (message.state === 'accepted' || message.state === 'attempting'),
  )
  return sent?.messageId ?? null
}

/**
 * Whether the end concerns this recipient: something about the episode was sent to them, or still is to be. Where nothing
 * is kept of the conversation, it does.
 */
export function concernsEnd(conversation: Conversation, recipient: string): boolean {
  return (
    conversation.length === 0 ||
    conversation.some(message => message.recipient === recipient && message.state !== 'dead')
  )
}
