// Why a contact is not notified of an alert that stands, and until when: the same words on page, terminal and in the API.
import type { Millis } from '../core/clock.ts'
import { formatMinute } from '../core/format.ts'

export interface Suppression {
  reason: string
  /** When it ends by itself; null: when somebody or something ends it. */
  until: Millis | null
  /** What a server said of a message that was given up. */
  why?: string | null
}

/** `held back by the rate limit until 28 Nov 2026 03:15 UTC`. */
export function suppressionWords({ reason, until, why }: Suppression): string {
  const known = WORDS[reason] ?? reason
  const words = typeof why === 'string' ? `${known}: ${why}` : known
  return until === null ? words : `${words} until ${formatMinute(until)} UTC`
}

const WORDS: Readonly<Record<string, string>> = {
  'rate limit': 'held back by the rate limit',
  inhibited: 'inhibited by an alert that outranks it',
  flapping: 'held back as it is flapping',
  gathering: 'waiting for others of its group',
  'given up': 'the message was given up',
  'same incident': 'notified with another alert of the same incident',
}
