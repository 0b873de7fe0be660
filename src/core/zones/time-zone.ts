// Clocks on walls: what they show in a time zone, and when it is that they show a given time.
import { Temporal } from 'temporal-polyfill'
import type { Millis } from '../clock.ts'

/** What a clock on the wall shows. `month` is 1 to 12, `minute` counts from midnight. */
export interface WallTime {
  year: number
  month: number
  day: number
  minute: number
}

export function wallTime(zone: string, at: Millis): WallTime {
  const shown = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone)
  return wallTimeOf(shown.toPlainDateTime())
}

/**
 * The moment at which the clocks of the zone show this. Of two (an hour that is repeated) the first; where there is none
 * (an hour that is left out), as much later as the clocks were put forward: `compatible` of RFC 5545 and Temporal.
 */
export function momentOf(zone: string, time: WallTime): Millis {
  return plain(time).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** The same time of day so many days later; earlier where negative. */
export function addDays(time: WallTime, days: number): WallTime {
  return wallTimeOf(plain(time).add({ days }))
}

/** Whole days from the one date to the other; negative where `to` is earlier. */
export function daysBetween(from: WallTime, to: WallTime): number {
  return plain(from).toPlainDate().until(plain(to).toPlainDate(), { largestUnit: 'day' }).days
}

function plain({ year, month, day, minute }: WallTime): Temporal.PlainDateTime {
  return new Temporal.PlainDateTime(year, month, day).add({ minutes: minute })
}

function wallTimeOf({ year, month, day, hour, minute }: Temporal.PlainDateTime): WallTime {
  return { year, month, day, minute: hour * 60 + minute }
}
