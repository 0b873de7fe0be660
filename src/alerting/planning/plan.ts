// Who is to be notified of what now, and why others are not.
import type { Millis } from '../../core/clock.ts'
import { each, flatMapped, grouped, type Sliced } from '../../core/turns/pause.ts'
import type { Episode } from '../episode.ts'
import { type Mute, type MuteInput, muter } from '../muting/mute.ts'
import type { Notification } from '../notification.ts'
import { gatheredAt, gathering, groupOf } from './grouping.ts'
import { type IncidentOf, withLead } from './lead.ts'
import { type Wish, type WishInput, wishesOf } from './wish.ts'

/** Whom alerts reach, and what keeps them from it; all of it configured but the silences. */
export type Policy = WishInput['policy'] & MuteInput['policy']

export interface PlanInput extends Omit<WishInput, 'policy'>, Omit<MuteInput, 'policy' | 'episodes'> {
  /** Episodes that fire, and those that are over and whose end is owed. */
  episodes: readonly Episode[]
  policy: Policy
  /** Absent: every alert is notified by itself. */
  incidentOf?: IncidentOf
  /** Absent: no contact is a program. */
  isProgram?(contact: string): boolean
}

export interface Plan {
  notifications: Notification[]
  /** Contacts that would be notified but for these reasons. */
  muted: Array<{ episode: Episode; contact: string } & Mute>
}

/**
 * Pure, and without a memory of its own: of what each contact was notified stands on the episode. So what a silence or the
 * rate limit held back is sent at the first evaluation after it, if it still stands. An end goes to whoever was notified
 * of the beginning, silence or not; of what nobody was notified nobody is sent the end.
 */
export function* plan(input: PlanInput): Sliced<Plan> {
  const { episodes, now } = input
  const wishes = yield* flatMapped(episodes, episode => wishesOf(episode, input))
  const mute = muter(input)
  const gathers = yield* gathering(wishes, now)
  const muteOf = (wish: Wish): Mute | null => {
    const { route } = wish
    if (route === null) return null
    return (
      mute({ ...wish, route }) ??
      (gathers(wish) ? { reason: 'gathering', by: null, until: gatheredAt(wish, now) } : null)
    )
  }
  const muteOfEach = new Map<Wish, Mute | null>()
  yield* each(wishes, wish => {
    muteOfEach.set(wish, muteOf(wish))
  })
  const open = wishes.filter(wish => muteOfEach.get(wish) === null)
  const { incidentOf = () => null, isProgram = () => false } = input
  for (const [wish, why] of yield* withLead(open, { episodes, incidentOf, isProgram, now }))
    muteOfEach.set(wish, why)
  return yield* sorted(wishes, muteOfEach, now)
}

/** A contact is notified by the first route that nothing mutes. */
function* sorted(wishes: readonly Wish[], mutes: ReadonlyMap<Wish, Mute | null>, now: Millis): Sliced<Plan> {
  const result: Plan = { notifications: [], muted: [] }
  const groups = yield* grouped(wishes, ({ episode, contact }) => `${episode.id} ${contact}`)
  yield* each(groups.values(), alike => {
    const weighed = alike.map(wish => ({ wish, mute: mutes.get(wish) ?? null }))
    const open = weighed.find(one => one.mute === null)
    const [first] = weighed
    if (open !== undefined) result.notifications.push(notificationOf(open.wish, now))
    else if (first?.mute) {
      result.muted.push({ episode: first.wish.episode, contact: first.wish.contact, ...first.mute })
    }
  })
  return result
}

/** The episode after these of its notifications were sent. */
export function afterNotifying(episode: Episode, sent: readonly Notification[]): Episode {
  if (sent.length === 0) return episode
  const sequence = Math.max(...sent.map(one => one.notified.last))
  return {
    ...episode,
    sequence,
    notified: {
      ...episode.notified,
      ...Object.fromEntries(sent.map(({ contact, notified: now }) => [contact, now])),
    },
  }
}

function notificationOf(wish: Wish, now: Millis): Notification {
  const { episode, contact, reason, route, flaps } = wish
  const before = episode.notified?.[contact]
  const sequence = episode.sequence + 1
  return {
    episode: { ...episode, sequence },
    contact,
    route: route?.name ?? null,
    reason,
    notified: {
      state: reason === 'resolved' ? 'resolved' : 'firing',
      at: now,
      severity: episode.severity,
      reminders: reason === 'reminder' ? (before?.reminders ?? 0) + 1 : 0,
      first: before?.first ?? sequence,
      last: sequence,
    },
    group: groupOf(wish),
    flaps,
  }
}
