// What acting needs from the application: a key, the real time, and somebody who does the deed.
import type { Clock, Millis } from '../../core/clock.ts'
import type { Deed } from '../../operations/signed-link.ts'
import type { Answer } from '../../queries/views.ts'

export interface Act {
  deed: Deed
  episodeId: string
  /** To whom it is put down. */
  who: string
  /** For `snooze`: how long. */
  length: Millis | null
  at: Millis
}

export interface ActingDeps {
  /** At least 32 secret bytes that outlive a restart. */
  key: Uint8Array
  /** The clock of people, not that of a simulation: codes and links lapse by it. */
  clock: Clock
  /**
   * Does it, durably and attributed, or says in a short sentence why not (`the alert is over`). Doing the same
   * thing twice must be as good as doing it once.
   */
  perform(act: Act): Answer<{ done: true } | { done: false; why: string }>
}
