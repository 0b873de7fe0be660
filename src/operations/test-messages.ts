// Owes a test message to contacts, by every way that leads to them.
import { type Contact, webhookRecipient } from '../alerting/routing/contact.ts'
import type { Clock } from '../core/clock.ts'
import { renderTestEmail, type TestInput, testId } from '../delivery/email/examples/test-email.ts'
import { messageIdOf } from '../delivery/email/freeze.ts'
import type { EmailSettings } from '../delivery/email/input.ts'
import type { FrozenMessage } from '../delivery/outbox/message.ts'
import type { OutboxRecord } from '../delivery/outbox/outbox.ts'
import type { Store } from '../storage/store.ts'
import type { Outcome } from './operations.ts'

export interface TestMessagesDeps {
  store: Pick<Store, 'transaction' | 'outbox' | 'history'>
  clock: Clock
  contacts: readonly Contact[]
  email: EmailSettings
}

/** To one contact, or to all where none is named; the entries of the outbox, for whoever waits for their fate. */
export function sendTestMessages(
  { store, clock, contacts, email }: TestMessagesDeps,
  to: string | null,
  by: string,
): Outcome<{ messages: readonly OutboxRecord[] }> {
  const wanted = contacts.filter(({ name }) => to === null || name === to)
  if (wanted.length === 0) {
    const known = contacts.map(({ name }) => name).join(', ')
    return { done: false, reason: 'unknown', why: `no contact is named "${to}"; there are ${known}` }
  }
  const at = clock.now()
  const messages = wanted.flatMap(contact => messagesTo(contact, { contact: contact.name, by, at }, email))
  return store.transaction(() => {
    store.outbox.add(messages)
    store.history.add({
      at,
      actor: by,
      action: 'tested',
      episodeId: null,
      detail: `to ${wanted.map(({ name }) => name).join(', ')}`,
    })
    const ids = new Set(messages.map(({ episodeId }) => episodeId))
    return { done: true, changed: true, messages: [...ids].flatMap(id => store.outbox.conversation(id)) }
  })
}

function messagesTo(contact: Contact, input: TestInput, email: EmailSettings): FrozenMessage[] {
  const mails = contact.email.map(address => renderTestEmail(input, address, email))
  return contact.webhook === null ? mails : [...mails, testPost(webhookRecipient(contact), input, email)]
}

function testPost(
  recipient: string,
  input: TestInput,
  { sender, installation }: EmailSettings,
): FrozenMessage {
  const id = testId(input)
  const messageId = messageIdOf(id, 1, recipient, sender)
  const at = new Date(input.at).toISOString()
  return {
    messageId,
    episodeId: id,
    sequence: 1,
    recipient,
    sender,
    subject: 'Test message of slowburn',
    bytes: Buffer.from(
      JSON.stringify({ version: 1, id: messageId, installation, state: 'test', at, by: input.by }),
    ),
    createdAt: input.at,
  }
}
