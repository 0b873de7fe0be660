// What the links in emails need: a key that signs them, the real time, and somebody who does what they ask for.
import type { Clock, Millis } from '../core/clock.ts'
import type { AlertAction } from './signed-link.ts'

/** One action as it is carried out. */
export interface LinkAction {
  action: AlertAction
  episodeId: string
  /** To whom it is attributed: the address that the link was sent to. */
  who: string
  /** For `snooze`: how long. */
  length: Millis | null
  at: Millis
}

export interface LinkActions {
  /** At least 32 secret bytes that outlive a restart. */
  key: Uint8Array
  /** The clock of people, not that of a simulation: codes and links lapse by it. */
  clock: Clock
  /** Remembers a confirmation code that has passed until a moment, through a restart; false where it was used before. */
  useCode(code: string, until: Millis, now: Millis): boolean
  /**
   * Does it, durably and attributed, or says in a short sentence why not (`the alert is over`). Doing the same
   * thing twice must be as good as doing it once.
   */
  perform(action: LinkAction): { done: true } | { done: false; why: string }
}

export interface Unsubscribing {
  /** Signs the addresses. At least 32 bytes. */
  key: Uint8Array
  /** Stops the report for this address; doing it twice is as good as once. */
  leave(digest: string, recipient: string): void
}
