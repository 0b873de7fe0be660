// Which hour of which day it is where a series comes from.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR } from '../../core/duration.ts'

/** Plain JSON: the offset from UTC that holds until a moment; it is looked up again from then on. */
export interface LocalClock {
  readonly offset: Millis
  /** Null: for ever. */
  readonly until: Millis | null
}

export const UTC: LocalClock = { offset: 0, until: null }

/** Days are numbered from 1970-01-01 by the local calendar, slots from midnight. */
export interface LocalPlace {
  readonly day: number
  readonly slot: number
}

/** How many slots a day has for buckets of a width: hours, or wider; 1 for days; 0 where days are no whole number of them. */
export function slotsOf(bucket: Millis): number {
  const width = Math.max(bucket, HOUR)
  return bucket <= DAY && DAY % width === 0 ? DAY / width : 0
}

export function placeOf({ offset }: LocalClock, at: Millis, slots: number): LocalPlace {
  const local = at + offset
  const day = Math.floor(local / DAY)
  return { day, slot: Math.floor(((local - day * DAY) * slots) / DAY) }
}

/** From 0: 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return ((day % 7) + 7) % 7
}
