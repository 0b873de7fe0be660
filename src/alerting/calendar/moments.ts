// When it is what a calendar says: times in zones by name, in zones that the calendar defines itself, and without any.
import ICAL from 'ical.js'
import type { Millis } from '../../core/clock.ts'
import { isTimeZone } from '../../core/options/scalars.ts'
import { momentOf, wallTime } from '../../core/zones/time-zone.ts'

/** By the name of its zone where that is one of IANA, else by what the calendar says of the zone; `zone` is that of times without one. */
export function momentIn(time: ICAL.Time, named: string | null, zone: string): Millis {
  const { year, month, day, hour, minute } = time
  const wall = { year, month, day, minute: hour * 60 + minute }
  if (isUtc(time)) return momentOf('UTC', wall)
  if (named !== null && isTimeZone(named)) return momentOf(named, wall)
  return isDefined(time) && !time.isDate ? time.toUnixTime() * 1000 : momentOf(zone, wall)
}

/** What the clocks of `like` show at this moment, as a time of the same zone. */
export function timeLike(like: ICAL.Time, named: string | null, zone: string, at: Millis): ICAL.Time {
  if (!isUtc(like) && (named === null || !isTimeZone(named)) && isDefined(like) && !like.isDate) {
    return ICAL.Time.fromJSDate(new Date(at), true).convertToZone(like.zone)
  }
  const clocks = isUtc(like) ? 'UTC' : named !== null && isTimeZone(named) ? named : zone
  const { year, month, day, minute } = wallTime(clocks, at)
  return withFields(like, { year, month, day, hour: Math.floor(minute / 60), minute: minute % 60, second: 0 })
}

/** A copy with other fields. */
export function withFields(time: ICAL.Time, fields: Partial<Record<Field, number>>): ICAL.Time {
  return Object.assign(time.clone(), fields)
}

type Field = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

export function zoneName(property: ICAL.Property | null | undefined): string | null {
  const found = property?.getFirstParameter('tzid')
  return typeof found === 'string' && found !== '' ? found : null
}

/** Whether it says in which zone it is. */
export function isPlaced(time: ICAL.Time, named: string | null): boolean {
  return isUtc(time) || (named !== null && isTimeZone(named)) || isDefined(time)
}

function isUtc(time: ICAL.Time): boolean {
  return time.zone === ICAL.Timezone.utcTimezone
}

function isDefined(time: ICAL.Time): boolean {
  return time.zone !== null && time.zone !== undefined && time.zone !== ICAL.Timezone.localTimezone
}
