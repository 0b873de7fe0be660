// What a person does about an episode that fires, and what undoes it again.
import type { Millis } from '../core/clock.ts'
import { kindOf } from '../detection/kinds/kinds.ts'
import {
  type Accepted,
  type Awakening,
  type ChangeEpisode,
  type Episode,
  type EpisodeState,
  type Handling,
  sizeOfEffect,
} from './episode.ts'
import { RANK } from './match.ts'

export interface Hand {
  by: string
  at: Millis
  note?: string
}

/** Somebody is on it: no reminders, unless it becomes severer. Null if the episode does not fire. */
export function acknowledge(episode: Episode, hand: Hand): Episode | null {
  return handle(episode, hand, 'acknowledged', null)
}

/** Not before `until`, unless it gets worse. Null if the episode does not fire, or `until` is not ahead. */
export function snooze(episode: Episode, hand: Hand, until: Millis): Episode | null {
  return until > hand.at ? handle(episode, hand, 'snoozed', until) : null
}

/** As if nobody had touched it. */
export function release(episode: Episode): Episode {
  const released = { ...episode }
  delete released.handling
  return released
}

/** Its level is normal from now on, so it is over: it ends at the next look, whatever `keep_firing_for` says. */
export function accept(episode: ChangeEpisode, { by, at, note = '' }: Hand): ChangeEpisode {
  return { ...episode, accepted: { by, at, note } }
}

/** Whether it has a level that could be accepted: what is silent has none, for one, nor has what was received. */
export function hasLevel(episode: Episode): boolean {
  return episode.origin === 'change' && kindOf(episode.change.kind).unacceptable === null
}

/** As if nobody had accepted it, or because something stands again. */
export function unaccept(episode: ChangeEpisode): ChangeEpisode {
  const open = { ...episode }
  delete open.accepted
  return open
}

/** Who has accepted it, if anybody has. */
export function acceptedOf(episode: Episode): Accepted | undefined {
  return episode.origin === 'change' ? episode.accepted : undefined
}

/** The state as people call it. */
export function shownState(episode: Episode): EpisodeState | Handling['state'] | 'accepted' {
  const { state, handling } = episode
  if (state === 'resolved' && acceptedOf(episode) !== undefined) return 'accepted'
  return state === 'firing' && handling !== undefined ? handling.state : state
}

/**
 * Why an episode that was handled calls for attention again; null if it does not. A clock that reads earlier
 * than the handling has jumped back, so nobody knows how long a snooze has lasted: it is over.
 */
export function awakening(episode: Episode, now: Millis): Awakening | null {
  const { handling, severity } = episode
  if (handling === undefined) return null
  if (RANK[severity] > RANK[handling.severity]) return 'escalated'
  if (handling.state === 'acknowledged') return null
  if (sizeOfEffect(episode) >= Math.abs(handling.sigma) + 1) return 'worse'
  return now >= (handling.until ?? now) || now < handling.at ? 'snooze over' : null
}

/** The episode with a handling that is over taken off it; whoever was notified up to here is to be told why. */
export function wake(episode: Episode, now: Millis): Episode {
  const reason = episode.state === 'firing' ? awakening(episode, now) : null
  return reason === null ? episode : { ...release(episode), woken: { reason, sequence: episode.sequence } }
}

function handle(
  episode: Episode,
  { by, at, note = '' }: Hand,
  state: Handling['state'],
  until: Millis | null,
): Episode | null {
  if (episode.state !== 'firing') return null
  const { severity } = episode
  return { ...episode, handling: { state, by, at, until, note, severity, sigma: sizeOfEffect(episode) } }
}
