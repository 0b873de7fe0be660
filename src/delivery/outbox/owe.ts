// Makes messages owed. Call it in the transaction that saves the transition which they report.
import type { Millis } from '../../core/clock.ts'
import type { OwedMessage } from './message.ts'
import type { Outbox } from './outbox.ts'

/**
 * Adds the messages and withdraws what they make needless: earlier ones to the same recipient that nobody has accepted
 * yet, and of all of whose episodes the new ones tell. Somebody who never read of the fire reads of its end alone.
 * Returns how many were withdrawn.
 */
export function owe(outbox: Outbox, messages: readonly OwedMessage[], at: Millis): number {
  outbox.add(messages)
  let withdrawn = 0
  for (const recipient of new Set(messages.map(message => message.recipient))) {
    withdrawn += outbox.supersede(recipient, at)
  }
  return withdrawn
}
