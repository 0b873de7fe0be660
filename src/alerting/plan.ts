// Who is to be told what now: new alarms, reminders, what got worse, what is over; and why others are not told.
import type { Millis } from '../core/clock.ts'
import type { Labels } from '../core/series-key.ts'
import type { Episode, Told } from './episode.ts'
import { type Awakening, awakening, release } from './handling.ts'
import { RANK } from './match.ts'
import type { Rule } from './rule.ts'
import { type Silence, silencedBy } from './silence.ts'

export interface PlanInput {
  /** Episodes that fire, and those that have ended since the last look, as evaluation left them. */
  episodes: readonly Episode[]
  rules: readonly Rule[]
  silences: readonly Silence[]
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

export type MuteReason = 'silenced' | 'acknowledged' | 'snoozed'

export interface Plan {
  notifications: Notification[]
  /** Episodes that would be told but for these reasons. */
  muted: Array<{ episode: Episode; reason: MuteReason; silence: string | null }>
}

/**
 * Pure, and without a memory of its own: what was told is written on the episode. So what a silence or a
 * storm kept back is told at the first look after it, if it still stands. An end is told to whoever was told
 * of the beginning, silence or not; of what nobody was told nobody is told the end.
 */
export function plan({ episodes, rules, silences, labelsOf, now }: PlanInput): Plan {
  const ruleOf = new Map(rules.map(rule => [rule.name, rule]))
  const result: Plan = { notifications: [], muted: [] }
  for (const episode of episodes) {
    const rule = ruleOf.get(episode.rule)
    const reason = rule === undefined ? null : reasonFor(episode, rule, now)
    if (rule === undefined || reason === null) continue
    const silence = reason === 'resolved' ? null : silencedBy(silences, labelsOf(episode), now)
    const mute = silence === null ? handled(episode, reason) : 'silenced'
    if (mute === null) result.notifications.push({ episode: told(episode, reason, now), rule, reason })
    else result.muted.push({ episode, reason: mute, silence: silence?.id ?? null })
  }
  return result
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
