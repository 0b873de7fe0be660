// One first message a cause and contact: of the alerts of one incident a single one speaks to a contact, the others go with it.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import { each, grouped, type Sliced } from '../../core/turns/pause.ts'
import type { Episode } from '../episode.ts'
import { RANK } from '../match.ts'
import type { Mute } from '../muting/mute.ts'
import type { Wish } from './wish.ts'

/** The incident of an episode, and whether the episode is about its root; null: in none. */
export type IncidentOf = (episode: Episode) => { id: string; isRoot: boolean } | null

export interface LeadInput {
  /** All that fire, and those that are over and whose end is owed. */
  episodes: readonly Episode[]
  incidentOf: IncidentOf
  /** Whether a contact is a program, which is sent everything singly. */
  isProgram(contact: string): boolean
  now: Millis
}

/** For so long the end of what spoke to a contact waits for the rest of its incident, so that both end in one message. */
const TOGETHER: Millis = 6 * HOUR

/**
 * Which of these wishes go with another alert, by wish. A contact who was notified of one alert of an incident is sent no first
 * message about another, unless that is more severe; of several that come together the most severe speaks, the root before others.
 * Reminders and what got worse are not touched; a reminder comes of the one that speaks.
 */
export function* withLead(wishes: readonly Wish[], input: LeadInput): Sliced<Map<Wish, Mute>> {
  const { incidentOf, isProgram, now } = input
  const found = new Map<Wish, Mute>()
  const byIncident = yield* grouped(input.episodes, episode => incidentOf(episode)?.id ?? null)
  const groups = yield* grouped(wishes, wish => {
    const incident = isProgram(wish.contact) ? null : incidentOf(wish.episode)
    return incident === null ? null : JSON.stringify([incident.id, wish.contact])
  })
  yield* each(groups, ([key, some]) => {
    const [first] = some
    if (key === null || first === undefined) return
    const together = byIncident.get(incidentOf(first.episode)?.id ?? null) ?? []
    const notified = together.filter(one => one.notified?.[first.contact]?.state === 'firing')
    for (const [wish, mute] of firstsWith(some, notified, incidentOf)) found.set(wish, mute)
    for (const [wish, mute] of endsWith(some, found, now)) found.set(wish, mute)
  })
  return found
}

/** First messages that go with what the contact was sent, or with the one of them that speaks. */
function firstsWith(
  wishes: readonly Wish[],
  notified: readonly Episode[],
  incidentOf: IncidentOf,
): Array<readonly [Wish, Mute]> {
  const firsts = wishes.filter(({ reason }) => FIRST.has(reason))
  const speaker = speakerOf(firsts, incidentOf)?.episode.id
  return firsts.flatMap(wish => {
    const { episode, contact } = wish
    const lead = notified.find(one => notifiedAs(one, contact) >= RANK[episode.severity])?.id
    const by = lead ?? (speaker === episode.id ? undefined : speaker)
    return by === undefined ? [] : [[wish, goesWith(by, null)] as const]
  })
}

/** Ends of what others go with, for as long as they are waited for. */
function endsWith(
  wishes: readonly Wish[],
  found: ReadonlyMap<Wish, Mute>,
  now: Millis,
): Array<readonly [Wish, Mute]> {
  return wishes.flatMap(wish => {
    const { id, resolvedAt } = wish.episode
    if (wish.reason !== 'resolved' || resolvedAt === null) return []
    const follower = wishes.find(one => found.get(one)?.by === id)
    if (follower === undefined || now < resolvedAt || now - resolvedAt >= TOGETHER) return []
    return [[wish, goesWith(follower.episode.id, resolvedAt + TOGETHER)] as const]
  })
}

const FIRST: ReadonlySet<Wish['reason']> = new Set(['new', 'unanswered', 'unreachable', 'handover'])

/** The most severe, the root before others, then the one that fires longest. */
function speakerOf(wishes: readonly Wish[], incidentOf: IncidentOf): Wish | undefined {
  const isRoot = ({ episode }: Wish): number => Number(incidentOf(episode)?.isRoot ?? false)
  return wishes.toSorted(
    (a, b) =>
      RANK[b.episode.severity] - RANK[a.episode.severity] ||
      isRoot(b) - isRoot(a) ||
      (a.episode.firingSince ?? 0) - (b.episode.firingSince ?? 0) ||
      (a.episode.id < b.episode.id ? -1 : 1),
  )[0]
}

function notifiedAs({ notified = {} }: Episode, contact: string): number {
  const last = notified[contact]
  return last === undefined ? -1 : RANK[last.severity]
}

function goesWith(by: string, until: Millis | null): Mute {
  return { reason: 'same incident', by, until }
}
