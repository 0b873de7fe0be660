// What the clocks of a zone are ahead of UTC over a stretch of time, as a list: for rows of which every moment is asked.
import { Temporal } from 'temporal-polyfill'
import type { Millis } from '../clock.ts'

/** From `at` on clocks are `offset` ahead of UTC. */
export interface ZoneOffset {
  at: Millis
  offset: Millis
}

/** The offset at `from`, then each moment up to `to` at which the clocks are set. Throws RangeError for a zone that does not exist. */
export function offsetsBetween(zone: string, from: Millis, to: Millis): ZoneOffset[] {
  let shown = Temporal.Instant.fromEpochMilliseconds(Math.floor(from)).toZonedDateTimeISO(zone)
  const offsets: ZoneOffset[] = [{ at: from, offset: shown.offsetNanoseconds / 1e6 }]
  for (;;) {
    const next = shown.getTimeZoneTransition('next')
    if (next === null || next.epochMilliseconds > to) return offsets
    offsets.push({ at: next.epochMilliseconds, offset: next.offsetNanoseconds / 1e6 })
    shown = next
  }
}

/** The clocks are set at a moment: what they show from `low` until `high` they show twice, or never. */
export interface ClockSetting {
  at: Millis
  low: Millis
  high: Millis
  /** Their offsets. */
  before: Millis
  after: Millis
}

/** Times on the clock count as if they were UTC. */
export interface ClockSettings {
  /** The offset before any of them. */
  first: Millis
  /** In order. */
  settings: readonly ClockSetting[]
}

/** How the clocks of a zone are set over a stretch of time. Throws RangeError for a zone that does not exist. */
export function clockSettings(zone: string, from: Millis, to: Millis): ClockSettings {
  const offsets = offsetsBetween(zone, from, to)
  const settings = offsets.slice(1).map(({ at, offset: after }, k) => {
    const before = offsets[k]?.offset ?? after
    return { at, low: at + Math.min(before, after), high: at + Math.max(before, after), before, after }
  })
  return { first: offsets[0]?.offset ?? 0, settings }
}

/** Place of the last setting whose `low` is at or before what the clocks show; -1: none. */
export function settingBefore({ settings }: ClockSettings, shown: Millis): number {
  let low = 0
  let high = settings.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((settings[middle] as ClockSetting).low <= shown) low = middle + 1
    else high = middle
  }
  return low - 1
}
