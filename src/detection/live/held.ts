// What of a live state nobody else has, so that a run of many points may write to it in place.
import { copyReading } from '../baseline/reading.ts'
import type { LiveState } from './state.ts'

export interface Held {
  /** All but the parts. */
  live: boolean
  /** A set of parts, a bit each. */
  parts: number
}

/** Parts of further places are never held. */
const MOST_HELD = 31

export function nothingHeld(): Held {
  return { live: false, parts: 0 }
}

/** A copy of which all is held but the parts. */
export function copyLive(live: LiveState, held: Held): LiveState {
  held.live = true
  held.parts = 0
  const next: LiveState = {
    summary: live.summary,
    model: live.model,
    reading: copyReading(live.reading),
    parts: live.parts.slice(),
    alarms: live.alarms,
    broken: live.broken,
    blind: live.blind,
    history: live.history,
    away: live.away,
    looked: live.looked,
    seen: live.seen,
    provisional: live.provisional,
  }
  return live.disputed === true ? { ...next, disputed: true } : next
}

export function isHeld({ parts }: Held, place: number): boolean {
  return place < MOST_HELD && ((parts >> place) & 1) === 1
}

export function hold(held: Held, place: number): void {
  if (place < MOST_HELD) held.parts |= 1 << place
}

export function letGo(held: Held, place: number): void {
  if (place < MOST_HELD) held.parts &= ~(1 << place)
}
