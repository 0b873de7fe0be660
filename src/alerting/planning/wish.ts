// Who should hear of an episode, by every route that leads to them: new alerts, reminders, what got worse, what is over.
import type { Millis } from '../../core/clock.ts'
import type { Labels } from '../../core/series-key.ts'
import type { Episode, Notified } from '../episode.ts'
import { RANK } from '../match.ts'
import { type FlapPolicy, flapsOf } from '../muting/flapping.ts'
import type { Reason } from '../notification.ts'
import { type Reached, reachedOn } from '../routing/recipients.ts'
import type { Rota } from '../routing/rota.ts'
import { type Route, routesFor } from '../routing/route.ts'

export interface WishInput {
  policy: {
    route: Route
    rotas: readonly Rota[]
    /** Null: nothing counts as flapping. */
    flapping: FlapPolicy | null
  }
  /** What matchers see of an episode. */
  labelsOf(episode: Episode): Labels
  /** When the same alert, of this rule and series, has begun to fire before; any order. */
  firingsOf(episode: Episode): readonly Millis[]
  /** Contacts to whom the latest message about it was given up. */
  unreachableOf(episode: Episode): ReadonlySet<string>
  now: Millis
}

/** That a contact should be notified of an episode, by one of the routes that lead there. */
export interface Wish {
  episode: Episode
  contact: string
  reason: Reason
  /** Null for an end, which goes to whoever was notified, whatever the routes say now. */
  route: Route | null
  labels: Labels
  flaps: number | null
}

export function wishesOf(episode: Episode, input: WishInput): Wish[] {
  switch (episode.state) {
    case 'firing':
      return firingWishes(episode, episode.firingSince ?? input.now, input)
    case 'resolved':
      return endWishes(episode, input)
    default:
      return []
  }
}

/** An end is due to whoever was notified of the beginning. */
function endWishes(episode: Episode, { labelsOf }: WishInput): Wish[] {
  const labels = labelsOf(episode)
  return Object.entries(episode.notified ?? {})
    .filter(([, { state }]) => state === 'firing')
    .map(([contact]) => ({ episode, contact, reason: 'resolved', route: null, labels, flaps: null }))
}

function firingWishes(episode: Episode, firingSince: Millis, input: WishInput): Wish[] {
  const { policy, labelsOf, unreachableOf, now } = input
  const labels = labelsOf(episode)
  const flaps = flapsOnce(episode, firingSince, input)
  const reaching = { rotas: policy.rotas, firingSince, now, unreachable: unreachableOf(episode) }
  return routesFor(policy.route, labels)
    .filter(({ mail }) => mail === 'slowburn')
    .flatMap(route =>
      reachedOn(route, reaching).flatMap(reached => {
        const reason = reasonFor(episode, reached, route, now)
        if (reason === null) return []
        const wish = { episode, contact: reached.contact, route, labels }
        if (reason !== 'new') return [{ ...wish, reason, flaps: null }]
        const waited = now - firingSince >= (route.steps[reached.step]?.after ?? 0)
        return [{ ...wish, reason: firstReason(episode, reached, waited), flaps: flaps() }]
      }),
    )
}

/** Counted once an episode, and only where somebody is to hear of it for the first time. */
function flapsOnce(
  episode: Episode,
  firingSince: Millis,
  { policy: { flapping }, firingsOf }: WishInput,
): () => number | null {
  let flaps: number | null | undefined
  return () => {
    if (flaps === undefined) {
      flaps = flapping === null ? null : flapsOf(firingsOf(episode), firingSince, flapping)
    }
    return flaps
  }
}

function reasonFor(
  episode: Episode,
  { contact }: Reached,
  { repeat }: Route,
  now: Millis,
): Exclude<Reason, 'resolved'> | null {
  const last = episode.notified?.[contact]
  if (last?.state !== 'firing') return 'new'
  if (RANK[episode.severity] > RANK[last.severity]) return 'escalated'
  const { woken } = episode
  if (woken !== undefined && last.last <= woken.sequence) return woken.reason
  return repeat !== null && isTimeToRepeat(last, repeat, now) ? 'reminder' : null
}

/** Why somebody is notified for the first time: it is new to all, or to them. */
function firstReason({ notified = {} }: Episode, { step }: Reached, waited: boolean): Reason {
  if (step > 0) return waited ? 'unanswered' : 'unreachable'
  return Object.values(notified).some(({ state }) => state === 'firing') ? 'handover' : 'new'
}

/** Doubling: somebody who has not acted on three reminders does not need one an hour. */
function isTimeToRepeat({ at, reminders }: Notified, repeat: Millis, now: Millis): boolean {
  return now < at || now - at >= repeat * 2 ** Math.min(reminders, 20)
}
