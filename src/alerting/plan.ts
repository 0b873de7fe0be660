// Who is to be told what now: new alarms, reminders, what got worse, what is over; and why others are not told.
import type { Millis } from '../core/clock.ts'
import type { Labels } from '../core/series-key.ts'
import type { Episode, Told } from './episode.ts'
import { type Awakening, awakening, release } from './handling.ts'
import { type Inhibition, inhibitor } from './inhibit.ts'
import { isWithin, type TimeInterval } from './interval.ts'
import { RANK } from './match.ts'
import type { Rule } from './rule.ts'
import { type Silence, silencedBy } from './silence.ts'

export interface PlanInput {
  /** Episodes that fire, and those that have ended since the last look, as evaluation left them. */
  episodes: readonly Episode[]
  rules: readonly Rule[]
  silences: readonly Silence[]
  inhibitions?: readonly Inhibition[]
  /** By name, as rules name them. */
  intervals?: readonly TimeInterval[]
  /** What the matchers of silences see of an episode. */
  labelsOf(episode: Episode): Labels
  now: Millis
}

export type Reason = 'new' | 'reminder' | 'resolved' | Awakening

export interface Notification {
  /** As it is to be saved once it is told: numbered, and marked as told. */
  episode: Episode
  rule: Rule
  reason: Reason
}

export type MuteReason = 'silenced' | 'inhibited' | 'out of hours' | 'acknowledged' | 'snoozed'

export interface Plan {
  notifications: Notification[]
  /** Episodes that would be told but for these reasons; `by` is the silence or the episode that mutes. */
  muted: Array<{ episode: Episode; reason: MuteReason; by: string | null }>
}

/**
 * Pure, and without a memory of its own: what was told is written on the episode. So what a silence or a
 * storm kept back is told at the first look after it, if it still stands. An end is told to whoever was told
 * of the beginning, silence or not; of what nobody was told nobody is told the end.
 */
export function plan(input: PlanInput): Plan {
  const { episodes, rules, now } = input
  const ruleOf = new Map(rules.map(rule => [rule.name, rule]))
  const mute = muter(input)
  const result: Plan = { notifications: [], muted: [] }
  for (const episode of episodes) {
    const rule = ruleOf.get(episode.rule)
    const reason = rule === undefined ? null : reasonFor(episode, rule, now)
    if (rule === undefined || reason === null) continue
    const muted = reason === 'resolved' ? null : mute(episode, rule, reason)
    if (muted === null) result.notifications.push({ episode: told(episode, reason, now), rule, reason })
    else result.muted.push({ episode, ...muted })
  }
  return result
}

type Mute = { reason: MuteReason; by: string | null } | null

function muter(input: PlanInput): (episode: Episode, rule: Rule, reason: Reason) => Mute {
  const { episodes, silences, inhibitions = [], intervals = [], labelsOf, now } = input
  const standing = episodes
    .filter(({ state }) => inhibitions.length > 0 && state === 'firing')
    .map(episode => ({ id: episode.id, labels: labelsOf(episode) }))
  const inhibitedBy = inhibitor(inhibitions, standing)
  const within = new Set(intervals.filter(interval => isWithin(interval, now)).map(({ name }) => name))
  return (episode, rule, reason) => {
    const labels = labelsOf(episode)
    const silence = silencedBy(silences, labels, now)
    if (silence !== null) return { reason: 'silenced', by: silence.id }
    const stronger = inhibitedBy({ id: episode.id, labels })
    if (stronger !== null) return { reason: 'inhibited', by: stronger.id }
    if (!isActive(rule, within)) return { reason: 'out of hours', by: null }
    const state = handled(episode, reason)
    return state === null ? null : { reason: state, by: episode.handling?.by ?? null }
  }
}

function isActive({ activeDuring = [], muteDuring = [] }: Rule, within: ReadonlySet<string>): boolean {
  const active = activeDuring.length === 0 || activeDuring.some(name => within.has(name))
  return active && !muteDuring.some(name => within.has(name))
}

function reasonFor(episode: Episode, rule: Rule, now: Millis): Reason | null {
  const last = episode.told
  if (episode.state === 'resolved') return last?.state === 'firing' ? 'resolved' : null
  if (episode.state !== 'firing') return null
  if (last?.state !== 'firing') return 'new'
  if (RANK[episode.severity] > RANK[last.severity]) return 'escalated'
  const awake = awakening(episode, now)
  if (awake !== null) return awake
  return rule.repeat !== undefined && isTimeToRepeat(last, rule.repeat, now) ? 'reminder' : null
}

/** Doubling: somebody who has not acted on three reminders does not need one an hour. */
function isTimeToRepeat({ at, reminders }: Told, repeat: Millis, now: Millis): boolean {
  return now < at || now - at >= repeat * 2 ** Math.min(reminders, 20)
}

function handled({ handling }: Episode, reason: Reason): MuteReason | null {
  return handling !== undefined && (reason === 'reminder' || reason === 'new') ? handling.state : null
}

function told(episode: Episode, reason: Reason, now: Millis): Episode {
  const fresh = reason === 'new' || reason === 'resolved'
  const reminders = reason === 'reminder' ? (episode.told?.reminders ?? 0) + 1 : 0
  const woken =
    reason === 'new' || reason === 'reminder' || reason === 'resolved' ? episode : release(episode)
  return {
    ...woken,
    // Entering `firing` or `resolved` has numbered the episode already; anything else needs a number of its own.
    sequence: episode.sequence + (fresh ? 0 : 1),
    told: {
      state: episode.state === 'resolved' ? 'resolved' : 'firing',
      at: now,
      severity: episode.severity,
      reminders,
    },
  }
}
