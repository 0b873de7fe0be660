// Puts a finished email into the bytes that one recipient will get, with the headers that every one of ours has.
import { createHash } from 'node:crypto'
import type { Millis } from '../../core/clock.ts'
import { clean } from '../../presentation/clean.ts'
import { signDkim } from '../mime/dkim.ts'
import { type MimeInput, mailbox, writeMime } from '../mime/write.ts'
import type { FrozenMessage } from '../outbox/message.ts'
import type { EmailSettings } from './input.ts'

export interface EmailBody {
  subject: string
  text: string
  html: string
  images: MimeInput['images']
}

export interface Envelope {
  /** Names the conversation: an episode, or a summary. */
  id: string
  /** Counts the messages about it, from 1. */
  sequence: number
  /** Message-ID of the message that it answers; null or left out: it begins a conversation. */
  root?: string | null
  recipient: string
  at: Millis
  state: string
  severity: string
  /** More headers; their values may hold anything. */
  headers?: MimeInput['headers']
}

export function freeze(
  { subject: topic, text, html, images }: EmailBody,
  { id, sequence, root = null, recipient, at, state, severity, headers = [] }: Envelope,
  { sender, senderName, installation, dkim }: EmailSettings,
): FrozenMessage {
  const name = clean(installation, 60)
  const messageId = messageIdOf(id, sequence, recipient, sender)
  // The end says so from the first word on, for whoever reads no more than that.
  const subject = root !== null && state === 'firing' ? `Re: ${topic}` : topic
  const unsigned = writeMime({
    headers: [
      ['From', mailbox(senderName ?? `slowburn ${name}`, sender)],
      ['To', recipient],
      ['Subject', subject],
      ['Date', new Date(at).toUTCString().replace('GMT', '+0000')],
      ['Message-ID', messageId],
      ...(root === null ? [] : [['In-Reply-To', root] as const, ['References', root] as const]),
      ['Auto-Submitted', 'auto-generated'],
      ['X-Auto-Response-Suppress', 'All'],
      ['List-Id', `"slowburn alerts" <${slug(name)}.alerts.${domainOf(sender)}>`],
      ['X-Slowburn-State', state],
      ['X-Slowburn-Severity', severity],
      ['X-Slowburn-Episode', `${id}; sequence=${sequence}`],
      ...headers,
    ],
    text,
    html,
    images,
    seed: messageId,
  })
  const bytes = dkim === undefined ? unsigned : signDkim(unsigned, dkim)
  return { messageId, episodeId: id, sequence, recipient, sender, subject, bytes, createdAt: at }
}

/** Names a message for ever: one conversation, one step of it, one recipient. */
export function messageIdOf(id: string, sequence: number, recipient: string, sender: string): string {
  const who = createHash('sha256').update(recipient.toLowerCase()).digest('hex').slice(0, 16)
  return `<${id}.${sequence}.${who}@${domainOf(sender)}>`
}

function domainOf(sender: string): string {
  const domain = sender.slice(sender.lastIndexOf('@') + 1).toLowerCase()
  return /^[a-z0-9.-]+$/.test(domain) ? domain : 'slowburn.invalid'
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'slowburn'
  )
}
