// One run of a rule on one series, from the first sign to the all-clear.
import type { Millis } from '../core/clock.ts'
import type { SeriesKey } from '../core/series-key.ts'
import type { Change, Severity } from '../detection/change.ts'

export type EpisodeState = 'pending' | 'firing' | 'resolved' | 'dropped'

export interface Episode {
  /** Stable under restart and replay: made from rule, series and the moment the change was raised. */
  id: string
  rule: string
  series: SeriesKey
  seriesId: number
  state: EpisodeState
  /** Counts the transitions that notify, from 1. With id and recipient it names a delivery. */
  sequence: number
  severity: Severity
  pendingSince: Millis
  firingSince: Millis | null
  /** When the change was last seen standing. */
  lastActiveAt: Millis
  resolvedAt: Millis | null
  /** The change as last described. */
  change: Change
  /** What it looked like when it first fired. Names the episode to people, so it stays as it was. */
  firedAs?: Pick<Change, 'kind' | 'direction' | 'good'>
  /** What a person has done about it; absent while nobody has. */
  handling?: Handling
  /** What people were last told of it; absent while nobody was. */
  told?: Told
}

/** Acknowledged: somebody is on it. Snoozed: not now. Both with the state of things at that moment. */
export interface Handling {
  state: 'acknowledged' | 'snoozed'
  by: string
  at: Millis
  /** When the snooze is over; null for an acknowledgement, which lasts until the end. */
  until: Millis | null
  note: string
  severity: Severity
  /** Size of the effect then, in baseline standard deviations. */
  sigma: number
}

export interface Told {
  state: 'firing' | 'resolved'
  at: Millis
  severity: Severity
  /** How often it was repeated since it was first told. */
  reminders: number
}

export interface Transition {
  /** `dropped`: pending, and gone before `for` had passed; nobody is told. */
  to: EpisodeState
  at: Millis
  episode: Episode
}
