// Which hour of which day it is where a series comes from.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR } from '../../core/duration.ts'
import { offsetsBetween } from '../../core/zones/zone-offsets.ts'

/** Plain JSON: the offset from UTC that holds in a stretch of time; outside it the zone is asked. */
export interface LocalClock {
  /** IANA name; null: UTC. */
  readonly zone: string | null
  readonly offset: Millis
  readonly from: Millis
  /** End of the stretch; null: it has none. */
  readonly until: Millis | null
  /** What of the zone's own offset is not counted: where a series was learned by UTC, and only moves with the zone. */
  readonly base?: Millis
}

export const UTC: LocalClock = { zone: null, offset: 0, from: 0, until: null }

/** The clocks of a zone as they are set at a moment, less `base`. Throws RangeError for a zone that does not exist. */
export function clockAt(zone: string | null | undefined, at: Millis, base?: Millis): LocalClock {
  if (zone === null || zone === undefined || zone === 'UTC') return UTC
  const [first, next] = offsetsBetween(zone, at, at + AHEAD)
  const clock = {
    zone,
    offset: (first?.offset ?? 0) - (base ?? 0),
    from: at,
    until: next?.at ?? at + AHEAD,
  }
  return base === undefined ? clock : { ...clock, base }
}

/** So far ahead the zone is asked for the next time that its clocks are set. */
const AHEAD = 400 * DAY

/** The clock as it is at a moment: the same one until its stretch is over. */
export function keptClock(clock: LocalClock, at: Millis): LocalClock {
  return clock.until === null || at < clock.until ? clock : clockAt(clock.zone, at, clock.base)
}

/** What clocks on the wall show, as if it were UTC. */
export function localTime({ zone, offset, from, until, base }: LocalClock, at: Millis): Millis {
  if (until === null || (at >= from && at < until)) return at + offset
  return at + clockAt(zone, at, base).offset
}

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

/** Of buckets of a day, the day in which most of it lies. */
export function placeOf(clock: LocalClock, at: Millis, slots: number): LocalPlace {
  const local = localTime(clock, at) + (slots > 1 ? 0 : DAY / 2)
  const day = Math.floor(local / DAY)
  return { day, slot: Math.floor(((local - day * DAY) * slots) / DAY) }
}

/** Places of many moments, in order: the zone is asked once for each time that its clocks were set among them. */
export function placesOf(clock: LocalClock, moments: readonly Millis[], slots: number): LocalPlace[] {
  let own = clock
  return moments.map(at => {
    if (own.until !== null && (at < own.from || at >= own.until)) own = clockAt(own.zone, at, own.base)
    return placeOf(own, at, slots)
  })
}

/** From 0: 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return ((day % 7) + 7) % 7
}
