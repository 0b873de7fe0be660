// Owes a canary to a contact: a message the same way as every alert, of which a receipt is wanted.
import { renderTestEmail, testId } from '../../delivery/email/examples/test-email.ts'
import { composeBy } from '../../delivery/notifiers/compose-by.ts'
import { channels, recipientsBy } from '../../delivery/notifiers/registry.ts'
import type { Store } from '../../storage/store.ts'
import type { TestMessagesDeps } from '../test-messages.ts'

export interface CanaryDeps extends Omit<TestMessagesDeps, 'store'> {
  store: Pick<Store, 'transaction' | 'outbox' | 'audits'>
}

const BY = 'the audit of slowburn'

/** To every e-mail address of the contact, in one commit; the id of the canary. Throws where there is no such contact. */
export function sendCanary(deps: CanaryDeps, to: string): string {
  const { store, clock, contacts, email: settings, log, askChannel: ask } = deps
  const contact = contacts.find(({ name }) => name === to)
  const channel = channels.find(({ name }) => name === 'email')
  const recipients = contact === undefined || channel === undefined ? [] : recipientsBy(channel, [contact])
  if (channel === undefined || recipients.length === 0)
    throw new Error(`no contact "${to}" has an e-mail address for a canary`)
  const at = clock.now()
  const input = { contact: to, by: BY, at }
  const id = testId(input)
  const receipt = settings.receiptFor?.(id)
  const messages = recipients.flatMap(({ recipient }) => {
    const owed = { about: [{ episodeId: id, sequence: 1 }], recipients: [recipient], at, settings, log, ask }
    return composeBy(channel, owed, () => [
      renderTestEmail({ ...input, ...(receipt === undefined ? {} : { receipt }) }, recipient, settings),
    ])
  })
  store.transaction(() => {
    store.outbox.add(messages)
    store.audits.sendCanary(id, at)
  })
  return id
}
