// Owes a test message to contacts, by every way that leads to them.
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import { type TestInput, testId } from '../delivery/email/examples/test-email.ts'
import type { EmailSettings } from '../delivery/email/input.ts'
import { type AskChannel, composeBy } from '../delivery/notifiers/compose-by.ts'
import { type Contact, channels, recipientsBy } from '../delivery/notifiers/registry.ts'
import type { OwedMessage } from '../delivery/outbox/message.ts'
import type { OutboxRecord } from '../delivery/outbox/outbox.ts'
import type { Store } from '../storage/store.ts'
import type { Outcome } from './operations.ts'

export interface TestMessagesDeps {
  store: Pick<Store, 'transaction' | 'outbox' | 'history'>
  clock: Clock
  log: Logger
  contacts: readonly Contact[]
  email: EmailSettings
  askChannel?: AskChannel
}

/** To one contact, or to all where none is named; the entries of the outbox, for whoever waits for their fate. */
export function sendTestMessages(
  deps: TestMessagesDeps,
  to: string | null,
  by: string,
): Outcome<{ messages: readonly OutboxRecord[] }> {
  const { store, clock, contacts } = deps
  const wanted = contacts.filter(({ name }) => to === null || name === to)
  if (wanted.length === 0) {
    const known = contacts.map(({ name }) => name).join(', ')
    return { done: false, reason: 'unknown', why: `no contact is named "${to}"; there are ${known}` }
  }
  const at = clock.now()
  const messages = wanted.flatMap(contact => messagesTo(contact, { contact: contact.name, by, at }, deps))
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

function messagesTo(
  contact: Contact,
  input: TestInput,
  { email: settings, log, askChannel: ask }: TestMessagesDeps,
): OwedMessage[] {
  return channels.flatMap(channel =>
    recipientsBy(channel, [contact]).flatMap(to => {
      const about = [{ episodeId: testId(input), sequence: 1 }]
      const owed = { about, recipients: [to.recipient], at: input.at, settings, log, ask }
      return composeBy(channel, owed, () => [channel.renderTest(input, to, settings)])
    }),
  )
}
