// Who did what and who was notified of what, and when: every change of an episode or a silence by a person leaves an entry.
import type { Millis } from '../core/clock.ts'
import type { SeriesKey } from '../core/series-key.ts'

export interface HistoryEntry {
  at: Millis
  /** A person's name, or `slowburn` where nobody asked for it. */
  actor: string
  /**
   * `pending`, `firing`, `resolved`, `told`, `held back`, `acknowledged`, `snoozed`, `released`, `accepted`, `unaccepted`,
   * `silenced`, `unsilenced`, `tested`, `left`, `rejoined`, `rolled out` and `rehearsed` (of a version, not of an alert).
   */
  action: string
  /** Null where it concerns no single episode. */
  episodeId: string | null
  /** One line for people. */
  detail: string
}

export interface HistoryStore {
  add(entry: HistoryEntry): void
  /** Newest first. */
  list(limit: number): HistoryEntry[]
  /** Of one episode, oldest first. */
  of(episodeId: string): HistoryEntry[]
  /** When the alarm of this rule and series began to fire, from `since` on, oldest first. */
  firings(rule: string, series: SeriesKey, since: Millis): Millis[]
}
