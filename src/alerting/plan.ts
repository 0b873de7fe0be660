// Who is to be told what now: new alarms, reminders, what got worse, what is over; and why others are not told.
import type { Millis } from '../core/clock.ts'
import type { Labels } from '../core/series-key.ts'
import type { Awakening, Episode, Told } from './episode.ts'
import { RANK } from './match.ts'
import { type FlapPolicy, flapsOf } from './muting/flapping.ts'
import { type Inhibition, inhibitor } from './muting/inhibit.ts'
import { isWithin, type TimeInterval } from './muting/interval.ts'
import { type Silence, silencedBy } from './muting/silence.ts'
import { reachedOn } from './routing/recipients.ts'
import type { Rota } from './routing/rota.ts'
import { type Route, routesFor } from './routing/route.ts'

/** Whom alarms reach, and what keeps them from it; all of it configured but the silences. */
export interface Policy {
  route: Route
  rotas: readonly Rota[]
  /** By name, as routes name them. */
  intervals: readonly TimeInterval[]
  inhibitions: readonly Inhibition[]
  /** Null: nothing counts as flapping. */
  flapping: FlapPolicy | null
}

export interface PlanInput {
  /** Episodes that fire, and those that are over and whose end is owed. */
  episodes: readonly Episode[]
  policy: Policy
  silences: readonly Silence[]
  /** What matchers see of an episode. */
  labelsOf(episode: Episode): Labels
  /** When the same alarm, of this rule and series, has begun to fire before; any order. */
  firingsOf(episode: Episode): readonly Millis[]
  /** Contacts to whom the latest message about it was given up. */
  unreachableOf(episode: Episode): ReadonlySet<string>
  now: Millis
}

/**
 * `unanswered`: nobody has taken it on, so the next in line is told. `unreachable`: those before could not be told.
 * `handover`: it was told to somebody else, who is no longer on duty.
 */
export type Reason = 'new' | 'unanswered' | 'unreachable' | 'handover' | 'reminder' | 'resolved' | Awakening

export interface Notification {
  /** Numbered as the message is to be. */
  episode: Episode
  contact: string
  /** Name of the route that leads to the contact; null for an end, which goes to whoever was told. */
  route: string | null
  reason: Reason
  /** What is to be put down on the episode once it is told. */
  told: Told
  /** Alarms of one group that come together are one message; null: a message of its own. */
  group: { key: string; labels: Labels } | null
  /** How often the alarm fired within the time in which it counts as flapping; null: it does not. */
  flaps: number | null
}

export type MuteReason =
  | 'silenced'
  | 'inhibited'
  | 'out of hours'
  | 'acknowledged'
  | 'snoozed'
  | 'flapping'
  | 'gathering'

export interface Plan {
  notifications: Notification[]
  /** Contacts that would be told but for these reasons; `by` is the silence, the episode or the person that mutes. */
  muted: Array<{ episode: Episode; contact: string; reason: MuteReason; by: string | null }>
}

/**
 * Pure, and without a memory of its own: what each contact was told is written on the episode. So what a silence or a
 * storm kept back is told at the first look after it, if it still stands. An end is told to whoever was told
 * of the beginning, silence or not; of what nobody was told nobody is told the end.
 */
export function plan(input: PlanInput): Plan {
  const mute = muter(input)
  const wishes = input.episodes.flatMap(episode => wishesOf(episode, input))
  const ready = readyGroups(wishes, input.now)
  const result: Plan = { notifications: [], muted: [] }
  for (const group of Map.groupBy(wishes, ({ episode, contact }) => `${episode.id} ${contact}`).values()) {
    const mutes = group.map(wish => mute(wish) ?? gathering(wish, ready))
    const open = group.find((_, index) => mutes[index] === null)
    const [first] = group
    const [why] = mutes
    if (open !== undefined) result.notifications.push(notificationOf(open, input.now))
    else if (first && why) result.muted.push({ episode: first.episode, contact: first.contact, ...why })
  }
  return result
}

/** The episode after these of its notifications were told. */
export function afterTelling(episode: Episode, told: readonly Notification[]): Episode {
  if (told.length === 0) return episode
  const sequence = Math.max(...told.map(one => one.told.last))
  return {
    ...episode,
    sequence,
    told: { ...episode.told, ...Object.fromEntries(told.map(({ contact, told: now }) => [contact, now])) },
  }
}

/** That a contact should be told of an episode, by one of the routes that lead there. */
interface Wish {
  episode: Episode
  contact: string
  reason: Reason
  /** Null for an end, which goes to whoever was told, whatever the routes say now. */
  route: Route | null
  labels: Labels
  flaps: number | null
}

function wishesOf(episode: Episode, input: PlanInput): Wish[] {
  const { policy, labelsOf, firingsOf, unreachableOf, now } = input
  const labels = labelsOf(episode)
  const told = episode.told ?? {}
  if (episode.state === 'resolved') {
    return Object.entries(told).flatMap(([contact, { state }]) =>
      state === 'firing'
        ? [{ episode, contact, reason: 'resolved' as const, route: null, labels, flaps: null }]
        : [],
    )
  }
  const { firingSince } = episode
  if (episode.state !== 'firing' || firingSince === null) return []
  const unreachable = unreachableOf(episode)
  let flaps: number | null | undefined
  return routesFor(policy.route, labels)
    .filter(({ mail }) => mail === 'slowburn')
    .flatMap(route => {
      const reached = reachedOn(route, { rotas: policy.rotas, firingSince, now, unreachable })
      return reached.flatMap(({ contact, step }) => {
        const reason = reasonFor(episode, contact, route, now)
        if (reason === null) return []
        const fresh = reason === 'new'
        if (fresh && flaps === undefined) {
          flaps = policy.flapping === null ? null : flapsOf(firingsOf(episode), firingSince, policy.flapping)
        }
        const waited = now - firingSince >= (route.steps[step]?.after ?? 0)
        return [
          {
            episode,
            contact,
            reason: fresh ? firstReason(episode, step, waited) : reason,
            route,
            labels,
            flaps: fresh ? (flaps ?? null) : null,
          },
        ]
      })
    })
}

function reasonFor(episode: Episode, contact: string, { repeat }: Route, now: Millis): Reason | null {
  const last = episode.told?.[contact]
  if (last?.state !== 'firing') return 'new'
  if (RANK[episode.severity] > RANK[last.severity]) return 'escalated'
  const { woken } = episode
  if (woken !== undefined && last.last <= woken.sequence) return woken.reason
  return repeat !== null && isTimeToRepeat(last, repeat, now) ? 'reminder' : null
}

/** Why somebody is told for the first time: it is new to all, or to them. */
function firstReason({ told = {} }: Episode, step: number, waited: boolean): Reason {
  if (step > 0) return waited ? 'unanswered' : 'unreachable'
  return Object.values(told).some(({ state }) => state === 'firing') ? 'handover' : 'new'
}

/** Doubling: somebody who has not acted on three reminders does not need one an hour. */
function isTimeToRepeat({ at, reminders }: Told, repeat: Millis, now: Millis): boolean {
  return now < at || now - at >= repeat * 2 ** Math.min(reminders, 20)
}

type Mute = { reason: MuteReason; by: string | null } | null

function muter({ episodes, policy, silences, labelsOf, now }: PlanInput): (wish: Wish) => Mute {
  const { inhibitions, intervals, flapping } = policy
  const standing = episodes
    .filter(({ state }) => inhibitions.length > 0 && state === 'firing')
    .map(episode => ({ id: episode.id, labels: labelsOf(episode) }))
  const inhibitedBy = inhibitor(inhibitions, standing)
  const within = new Set(intervals.filter(interval => isWithin(interval, now)).map(({ name }) => name))
  return ({ episode, route, labels, flaps }) => {
    if (route === null) return null
    const silence = silencedBy(silences, labels, now)
    if (silence !== null) return { reason: 'silenced', by: silence.id }
    const stronger = inhibitedBy({ id: episode.id, labels })
    if (stronger !== null) return { reason: 'inhibited', by: stronger.id }
    if (!isActive(route, within)) return { reason: 'out of hours', by: null }
    const { handling } = episode
    if (handling !== undefined) return { reason: handling.state, by: handling.by }
    const stood = now - (episode.firingSince ?? now)
    return flaps !== null && stood < (flapping?.hold ?? 0) ? { reason: 'flapping', by: null } : null
  }
}

function isActive({ activeDuring, muteDuring }: Route, within: ReadonlySet<string>): boolean {
  const active = activeDuring.length === 0 || activeDuring.some(name => within.has(name))
  return active && !muteDuring.some(name => within.has(name))
}

/** Groups in which somebody has waited long enough: whoever else has come by then goes along. */
function readyGroups(wishes: readonly Wish[], now: Millis): ReadonlySet<string> {
  return new Set(
    wishes.flatMap(wish => {
      const since = wish.episode.firingSince ?? now
      return now < since || now - since >= (wish.route?.groupWait ?? 0) ? [groupKey(wish)] : []
    }),
  )
}

function gathering(wish: Wish, ready: ReadonlySet<string>): Mute {
  return wish.reason === 'new' && !ready.has(groupKey(wish)) ? { reason: 'gathering', by: null } : null
}

function groupKey({ episode, route, labels }: Wish): string {
  const { groupBy = null, name = '' } = route ?? {}
  return JSON.stringify([name, groupBy === null ? episode.id : groupBy.map(label => labels[label] ?? '')])
}

function notificationOf(wish: Wish, now: Millis): Notification {
  const { episode, contact, reason, route, labels, flaps } = wish
  const before = episode.told?.[contact]
  const sequence = episode.sequence + 1
  const groupBy = route?.groupBy ?? null
  return {
    episode: { ...episode, sequence },
    contact,
    route: route?.name ?? null,
    reason,
    told: {
      state: reason === 'resolved' ? 'resolved' : 'firing',
      at: now,
      severity: episode.severity,
      reminders: reason === 'reminder' ? (before?.reminders ?? 0) + 1 : 0,
      first: before?.first ?? sequence,
      last: sequence,
    },
    group:
      groupBy === null
        ? null
        : {
            key: groupKey(wish),
            labels: Object.fromEntries(groupBy.map(name => [name, labels[name] ?? ''])),
          },
    flaps,
  }
}
