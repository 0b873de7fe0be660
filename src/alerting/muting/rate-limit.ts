// A hundred alerts at once make three messages, not a hundred; and no flood of lesser ones keeps a page waiting.
import type { Millis } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import type { Labels } from '../../core/series-key.ts'
import { grouped, type Sliced } from '../../core/turns/pause.ts'
import type { Notification } from '../notification.ts'

/** When a contact was last sent anything of a kind, newest last. */
interface Sent {
  singles: readonly Millis[]
  summaries: readonly Millis[]
}

/** By contact, then by kind of notification. Plain JSON; kept in the commit that owes the messages. */
export type RateLimitState = Readonly<Record<string, Readonly<Record<string, Sent>>>>

export interface Packed {
  state: RateLimitState
  /** Each a message of its own. */
  singles: Notification[]
  /** Each one message. */
  bundles: Bundle[]
  held: Held[]
}

/** Several alerts for one contact that are sent in one message. */
export interface Bundle {
  contact: string
  notifications: Notification[]
  /** What they have in common; null where they are together only because they are many. */
  group: Labels | null
}

/** Sent at a later evaluation: until then its episode must not be saved as if the contact had been notified. */
export interface Held {
  notification: Notification
  /** When there is room for it. */
  until: Millis
}

/** How much of one kind may be sent to one contact in any stretch of `window`. */
export interface RateLimits {
  window: Millis
  singles: number
  summaries: number
}

/** Three messages are as many as a person takes in who is woken by them. */
const RATE_LIMITS: RateLimits = { window: 15 * MINUTE, singles: 2, summaries: 1 }

/**
 * At most so many messages and summaries of each kind for each contact in any window; a group counts as one. What does not
 * fit waits for the next summary of its kind, so the bound holds whatever the number of alerts, and nothing is left out.
 * Pages and watches are kinds, and so are our own alerts and received ones: a page never waits behind a watch, and a
 * flood from elsewhere hides none of ours. Contacts that are programs (`unbounded`) are sent everything singly.
 */
export function* pack(
  state: RateLimitState,
  notifications: readonly Notification[],
  now: Millis,
  { limits = RATE_LIMITS, unbounded }: { limits?: RateLimits; unbounded(contact: string): boolean },
): Sliced<Packed> {
  const next: Record<string, Record<string, Sent>> = {}
  for (const [contact, kinds] of Object.entries(recent(state, now, limits.window)))
    next[contact] = { ...kinds }
  const packed: Packed = { state: next, singles: [], bundles: [], held: [] }
  for (const [contact, mine] of yield* grouped(notifications, one => one.contact)) {
    if (unbounded(contact)) {
      for (const one of mine) packed.singles.push(one)
      continue
    }
    for (const [kind, alike] of yield* grouped(mine, kindOf)) {
      const before = next[contact]?.[kind] ?? NOTHING
      const sent = yield* packKind(packed, { contact, alike, before, now, limits })
      if (sent !== before) next[contact] = { ...next[contact], [kind]: sent }
    }
  }
  return packed
}

/** The state as it was kept, or what is wrong with it. */
export function readRateLimitState(value: unknown): RateLimitState | string {
  const isTimes = (times: unknown): boolean => Array.isArray(times) && times.every(Number.isFinite)
  const isSent = (one: unknown): boolean => isRecord(one) && isTimes(one.singles) && isTimes(one.summaries)
  const isState =
    isRecord(value) &&
    Object.values(value).every(kinds => isRecord(kinds) && Object.values(kinds).every(isSent))
  return isState ? (value as RateLimitState) : 'is no state of the rate limit'
}

const NOTHING: Sent = { singles: [], summaries: [] }

/** An end wakes nobody, so it takes no room from pages. */
function kindOf({ episode, reason }: Notification): string {
  return `${episode.origin} ${reason === 'resolved' ? 'watch' : episode.severity}`
}

interface Kind {
  contact: string
  /** At least one. */
  alike: Notification[]
  before: Sent
  now: Millis
  limits: RateLimits
}

/** What was sent of the kind, with what is sent now; the same where all of it is held back. */
function* packKind(packed: Packed, { contact, alike, before, now, limits }: Kind): Sliced<Sent> {
  const units = [...(yield* grouped(alike, ({ group, episode }) => group?.key ?? episode.id)).values()]
  const { singles, summaries } = before
  if (units.length <= limits.singles - singles.length) {
    for (const unit of units) {
      if (unit.length === 1) packed.singles.push(...unit)
      else packed.bundles.push({ contact, notifications: unit, group: unit[0]?.group?.labels ?? null })
    }
    return { singles: [...singles, ...units.map(() => now)], summaries }
  }
  if (summaries.length < limits.summaries) {
    // One that comes last needs no summary: it takes its place as it is.
    if (alike.length === 1) packed.singles.push(...alike)
    else packed.bundles.push({ contact, notifications: alike, group: null })
    return { singles, summaries: [...summaries, now] }
  }
  const until = roomAt(before, units.length, limits)
  for (const notification of alike) packed.held.push({ notification, until })
  return before
}

/** When so many units fit again, singly or in a summary, if nothing is sent until then. */
function roomAt({ singles, summaries }: Sent, units: number, limits: RateLimits): Millis {
  const summary = summaries.at(-limits.summaries) ?? 0
  const last = singles[singles.length + units - limits.singles - 1]
  const single = units <= limits.singles && last !== undefined ? last : Number.POSITIVE_INFINITY
  return Math.min(summary, single) + limits.window
}

/** Drops what is older than the window, and what lies ahead of a clock that has jumped back. */
function recent(state: RateLimitState, now: Millis, window: Millis): RateLimitState {
  const within = (at: Millis): boolean => at <= now && now - at < window
  const kept = Object.entries(state).flatMap(([contact, kinds]) => {
    const left = Object.entries(kinds).flatMap(([kind, { singles, summaries }]) => {
      const sent = { singles: singles.filter(within), summaries: summaries.filter(within) }
      return sent.singles.length + sent.summaries.length === 0 ? [] : [[kind, sent] as const]
    })
    return left.length === 0 ? [] : [[contact, Object.fromEntries(left)] as const]
  })
  return Object.fromEntries(kept)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
