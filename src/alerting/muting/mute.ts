// What keeps an alert from a contact, in the order in which it is named: silence, inhibition, hours, handling, flapping.
import type { Millis } from '../../core/clock.ts'
import type { Labels } from '../../core/series-key.ts'
import type { Episode } from '../episode.ts'
import type { Route } from '../routing/route.ts'
import type { FlapPolicy } from './flapping.ts'
import { type Inhibition, inhibitor } from './inhibit.ts'
import { isWithin, type TimeInterval } from './interval.ts'
import { type Silence, silencedBy } from './silence.ts'

export type MuteReason =
  | 'silenced'
  | 'inhibited'
  | 'out of hours'
  | 'acknowledged'
  | 'snoozed'
  | 'flapping'
  | 'gathering'
  | 'same incident'

/** `by` is the silence, the episode or the person that mutes; null where it is none of them. */
export interface Mute {
  reason: MuteReason
  by: string | null
  /** When it ends by itself; null: when somebody or something ends it. */
  until: Millis | null
}

export interface MuteInput {
  /** All that fire: each may keep others quiet. */
  episodes: readonly Episode[]
  policy: {
    inhibitions: readonly Inhibition[]
    /** By name, as routes name them. */
    intervals: readonly TimeInterval[]
    flapping: FlapPolicy | null
  }
  silences: readonly Silence[]
  labelsOf(episode: Episode): Labels
  now: Millis
}

export interface Mutable {
  episode: Episode
  route: Route
  labels: Labels
  /** How often it fired within the time in which it counts as flapping; null: it does not. */
  flaps: number | null
}

/** What is the same for all of them is found once. */
export function muter(input: MuteInput): (alert: Mutable) => Mute | null {
  const { episodes, policy, silences, labelsOf, now } = input
  const { inhibitions, intervals, flapping } = policy
  const firing = episodes
    .filter(({ state }) => inhibitions.length > 0 && state === 'firing')
    .map(episode => ({ id: episode.id, labels: labelsOf(episode) }))
  const inhibitedBy = inhibitor(inhibitions, firing)
  const within = new Set(intervals.filter(interval => isWithin(interval, now)).map(({ name }) => name))
  return ({ episode, route, labels, flaps }) => {
    const silence = silencedBy(silences, labels, now)
    if (silence !== null) return { reason: 'silenced', by: silence.id, until: silence.endsAt }
    const stronger = inhibitedBy({ id: episode.id, labels })
    if (stronger !== null) return { reason: 'inhibited', by: stronger.id, until: null }
    if (!isActive(route, within)) return { reason: 'out of hours', by: null, until: null }
    const { handling } = episode
    if (handling !== undefined) return { reason: handling.state, by: handling.by, until: handling.until }
    const until = (episode.firingSince ?? now) + (flapping?.hold ?? 0)
    return flaps !== null && now < until ? { reason: 'flapping', by: null, until } : null
  }
}

function isActive({ activeDuring, muteDuring }: Route, within: ReadonlySet<string>): boolean {
  const active = activeDuring.length === 0 || activeDuring.some(name => within.has(name))
  return active && !muteDuring.some(name => within.has(name))
}
