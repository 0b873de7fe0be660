// One run of an alarm, from the first sign to the all-clear: of a rule on a series, or as another system reports it.
import type { Millis } from '../core/clock.ts'
import type { Labels, SeriesKey } from '../core/series-key.ts'
import type { Change, Severity } from '../detection/change.ts'

export type EpisodeState = 'pending' | 'firing' | 'resolved' | 'dropped'

export type Episode = ChangeEpisode | ReceivedEpisode

interface Run {
  /** Stable under restart and replay. */
  id: string
  /** Name of the rule; of a received alarm, its `alertname`. */
  rule: string
  /** Names what it is about, in the notation of a series: two runs with the same rule and series are the same alarm. */
  series: SeriesKey
  state: EpisodeState
  /** Number of the last message about it; 0 while there was none. With id and recipient it names a delivery. */
  sequence: number
  severity: Severity
  pendingSince: Millis
  firingSince: Millis | null
  /** When it was last seen standing. */
  lastActiveAt: Millis
  resolvedAt: Millis | null
  /** What a person has done about it; absent while nobody has. */
  handling?: Handling
  /** What last undid a handling; whoever was notified before is notified again. */
  woken?: { reason: Awakening; sequence: number }
  /** What each contact was last notified of, by name. */
  notified?: Readonly<Record<string, Notified>>
}

/** A rule and the change that it selects on a series of ours. */
export interface ChangeEpisode extends Run {
  origin: 'change'
  seriesId: number
  /** The change as last described. */
  change: Change
  /** What it looked like when it first fired. Names the episode to people, so it stays as it was. */
  firedAs?: Pick<Change, 'kind' | 'direction' | 'good'> & Partial<Pick<Change, 'onset' | 'effect'>>
  /** Who has said that the changed level is normal: it ends at the next look. Absent unless somebody has. */
  accepted?: Accepted
}

/** An alarm that an Alertmanager sends us, so that it gets the same care. */
export interface ReceivedEpisode extends Run {
  origin: 'received'
  /** Of its labels as they came; absent in what an earlier version kept. */
  fingerprint?: string
  labels: Labels
  annotations: Labels
  /** Where the alarm was made; null: not said. */
  generatorUrl: string | null
  /** For how long we had listened, all in all, when it was last heard of; absent: 0. */
  heardAt?: Millis
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
  /** Size of the effect then, in baseline standard deviations; 0 where there is none. */
  sigma: number
}

export interface Accepted {
  by: string
  at: Millis
  note: string
}

/** `worse`: by one standard deviation. `escalated`: it was a watch and is a page. */
export type Awakening = 'snooze over' | 'worse' | 'escalated'

export interface Notified {
  state: 'firing' | 'resolved'
  at: Millis
  severity: Severity
  /** How often it was repeated since the first notification. */
  reminders: number
  /** Numbers of the first and of the last message to this contact: the first is the root of the conversation. */
  first: number
  last: number
}

export interface Transition {
  /** `dropped`: pending, and gone before `for` had passed; nobody is notified. */
  to: EpisodeState
  at: Millis
  episode: Episode
}

/** Size of the effect in baseline standard deviations; 0 where it has none. */
export function sizeOfEffect(episode: Episode): number {
  return episode.origin === 'change' ? Math.abs(episode.change.effect.sigma) || 0 : 0
}

/** Whether somebody was notified of its beginning and not yet of its end. */
export function isEndOwed({ state, notified = {} }: Episode): boolean {
  return state === 'resolved' && Object.values(notified).some(one => one.state === 'firing')
}
