// A hundred alarms at once make three messages, not a hundred: few are sent singly, many are told together.
import type { Millis } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import type { Labels } from '../../core/series-key.ts'
import type { Notification } from '../notification.ts'

/** When each contact was last written to, newest last. Plain JSON; kept in the commit that owes the messages. */
export type StormState = Readonly<
  Record<string, { singles: readonly Millis[]; summaries: readonly Millis[] }>
>

export interface Packed {
  state: StormState
  /** Each a message of its own. */
  singles: Notification[]
  /** Each one message. */
  bundles: Bundle[]
  /** Told at a later look: their episodes must not be saved as told. */
  held: Notification[]
}

/** Several alarms for one contact that are told in one message. */
export interface Bundle {
  contact: string
  notifications: Notification[]
  /** What they have in common; null where they are together only because they are many. */
  group: Labels | null
}

/** How much may be sent to one contact in any stretch of `window`. */
export interface StormLimits {
  window: Millis
  singles: number
  summaries: number
}

/** Three messages are as many as a person takes in who is woken by them. */
const STORM_LIMITS: StormLimits = { window: 15 * MINUTE, singles: 2, summaries: 1 }

/**
 * At most so many messages and summaries for each contact in any window; a group counts as one. What does not fit waits
 * for the next summary. So the bound holds whatever the number of alarms, and nothing is left out. Contacts that
 * are programs (`unbounded`) are sent everything singly: they do not tire.
 */
export function pack(
  state: StormState,
  notifications: readonly Notification[],
  now: Millis,
  { limits = STORM_LIMITS, unbounded }: { limits?: StormLimits; unbounded(contact: string): boolean },
): Packed {
  const packed: Packed = { state: recent(state, now, limits.window), singles: [], bundles: [], held: [] }
  for (const [contact, mine] of Map.groupBy(notifications, one => one.contact)) {
    if (unbounded(contact)) {
      packed.singles.push(...mine)
      continue
    }
    const units = [...Map.groupBy(mine, ({ group, episode }) => group?.key ?? episode.id).values()]
    const { singles, summaries } = packed.state[contact] ?? { singles: [], summaries: [] }
    if (units.length <= limits.singles - singles.length) {
      for (const unit of units) {
        if (unit.length === 1) packed.singles.push(...unit)
        else packed.bundles.push({ contact, notifications: unit, group: unit[0]?.group?.labels ?? null })
      }
      const sent = { singles: [...singles, ...units.map(() => now)], summaries }
      packed.state = { ...packed.state, [contact]: sent }
    } else if (summaries.length < limits.summaries) {
      // One that comes last needs no summary: it takes its place as it is.
      if (mine.length === 1) packed.singles.push(...mine)
      else packed.bundles.push({ contact, notifications: mine, group: null })
      packed.state = { ...packed.state, [contact]: { singles, summaries: [...summaries, now] } }
    } else {
      packed.held.push(...mine)
    }
  }
  return packed
}

/** The state as it was kept, or what is wrong with it. */
export function readStormState(value: unknown): StormState | string {
  const isTimes = (times: unknown): boolean => Array.isArray(times) && times.every(Number.isFinite)
  const isState =
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (one: unknown) =>
        typeof one === 'object' &&
        one !== null &&
        'singles' in one &&
        'summaries' in one &&
        isTimes(one.singles) &&
        isTimes(one.summaries),
    )
  return isState ? (value as StormState) : 'is no state of the rate limit'
}

/** Forgets what is older than the window, and what lies ahead of a clock that has jumped back. */
function recent(state: StormState, now: Millis, window: Millis): StormState {
  const within = (at: Millis): boolean => at <= now && now - at < window
  const kept = Object.entries(state).flatMap(([contact, { singles, summaries }]) => {
    const left = { singles: singles.filter(within), summaries: summaries.filter(within) }
    return left.singles.length + left.summaries.length === 0 ? [] : [[contact, left] as const]
  })
  return Object.fromEntries(kept)
}
