// That a contact is to be notified of an episode: why, by which route, and as which message of their conversation.
import type { Labels } from '../core/series-key.ts'
import type { Awakening, Episode, Notified } from './episode.ts'

/**
 * `unanswered`: nobody has taken it on, so the next in line is notified. `unreachable`: those before could not be
 * notified. `handover`: somebody else was, who is no longer on duty.
 */
export type Reason = 'new' | 'unanswered' | 'unreachable' | 'handover' | 'reminder' | 'resolved' | Awakening

export interface Notification {
  /** Numbered as the message is to be. */
  episode: Episode
  contact: string
  /** Name of the route that leads to the contact; null for an end, which goes to whoever was notified. */
  route: string | null
  reason: Reason
  /** What is recorded on the episode once the contact is notified. */
  notified: Notified
  /** Alerts of one group that come together are one message; null: a message of its own. */
  group: { key: string; labels: Labels } | null
  /** How often the alert fired within the time in which it counts as flapping; null: it does not. */
  flaps: number | null
}
