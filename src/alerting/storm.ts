// A hundred alarms at once make three messages, not a hundred: few are sent singly, many are told together.
import type { Millis } from '../core/clock.ts'
import { MINUTE } from '../core/duration.ts'
import type { Notification } from './plan.ts'

/** When each route was last written to, newest last. Plain JSON; kept in the commit that owes the messages. */
export type StormState = Readonly<
  Record<string, { singles: readonly Millis[]; summaries: readonly Millis[] }>
>

export interface Packed {
  state: StormState
  /** Each a message of its own. */
  singles: Notification[]
  /** Each list one message to everybody of its route. */
  summaries: Array<{ route: readonly string[]; notifications: Notification[] }>
  /** Told at a later look: their episodes must not be saved as told. */
  held: Notification[]
}

/** How much may be sent to one set of contacts in any stretch of `window`. */
export interface StormLimits {
  window: Millis
  singles: number
  summaries: number
}

/** Three messages are as many as a person takes in who is woken by them. */
export const STORM_LIMITS: StormLimits = { window: 15 * MINUTE, singles: 2, summaries: 1 }

/**
 * At most so many single messages and summaries for each set of contacts in any window. What does not fit waits
 * for the next summary. So the bound holds whatever the number of alarms, and nothing is left out.
 */
export function pack(
  state: StormState,
  notifications: readonly Notification[],
  now: Millis,
  limits: StormLimits = STORM_LIMITS,
): Packed {
  const packed: Packed = { state: recent(state, now, limits.window), singles: [], summaries: [], held: [] }
  const routes = Map.groupBy(notifications, ({ rule }) => routeOf(rule.to))
  for (const [route, group] of routes) {
    const { singles, summaries } = packed.state[route] ?? { singles: [], summaries: [] }
    if (group.length <= limits.singles - singles.length) {
      packed.singles.push(...group)
      packed.state = {
        ...packed.state,
        [route]: { singles: [...singles, ...group.map(() => now)], summaries },
      }
    } else if (summaries.length < limits.summaries) {
      packed.summaries.push({ route: JSON.parse(route) as string[], notifications: group })
      packed.state = { ...packed.state, [route]: { singles, summaries: [...summaries, now] } }
    } else {
      packed.held.push(...group)
    }
  }
  return packed
}

function routeOf(contacts: readonly string[]): string {
  return JSON.stringify([...new Set(contacts)].sort())
}

/** Forgets what is older than the window, and what lies ahead of a clock that has jumped back. */
function recent(state: StormState, now: Millis, window: Millis): StormState {
  const within = (at: Millis): boolean => at <= now && now - at < window
  const kept = Object.entries(state).map(([route, { singles, summaries }]) => [
    route,
    { singles: singles.filter(within), summaries: summaries.filter(within) },
  ])
  return Object.fromEntries(kept) as StormState
}
