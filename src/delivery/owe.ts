// Makes messages owed. Call it in the transaction that saves the transition which they report.
import type { Millis } from '../core/clock.ts'
import type { FrozenMessage } from './message.ts'
import type { Outbox } from './outbox.ts'

/**
 * Adds the messages and withdraws what they make needless: an earlier message of the same episode and
 * recipient that nobody has accepted yet. Somebody who never read of the fire reads of its end alone.
 * Returns how many were withdrawn.
 */
export function owe(outbox: Outbox, messages: readonly FrozenMessage[], at: Millis): number {
  let withdrawn = 0
  for (const { episodeId, recipient, sequence } of messages) {
    withdrawn += outbox.supersede(episodeId, recipient, sequence, at)
  }
  outbox.add(messages)
  return withdrawn
}
