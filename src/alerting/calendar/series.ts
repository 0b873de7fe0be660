// A recurring event and what is left out of it, added to it and changed in it: each of these is said in the form of the
// event's own start, so that an exception fits whatever zone or type its writer has chosen.
import ICAL from 'ical.js'
import { wallTime } from '../../core/zones/time-zone.ts'
import { isPlaced, momentIn, timeLike, withFields, zoneName } from './moments.ts'

export interface Series {
  event: ICAL.Event
  /** Occurrences that do not take place as the rule says: names of `nameOf`. */
  leftOut: ReadonlySet<string>
  /** What takes place instead of single occurrences. */
  changed: readonly ICAL.Event[]
}

/** Names an occurrence. */
export function nameOf(time: ICAL.Time): string {
  return time.toString().replace(/Z$/, '')
}

/**
 * An exception is meant of the occurrence at the same instant (RFC 5545, 3.8.4.4 and 3.8.5.1). What names no zone is as the clocks
 * of the event show it; a date is the occurrence of that day, and of an event of whole days a moment is its day.
 * `zone` is that of times without one. Changes what it is given.
 */
export function seriesOf(master: ICAL.Component, changes: readonly ICAL.Component[], zone: string): Series {
  const own = master.getFirstProperty('dtstart')
  const start = own?.getFirstValue() as ICAL.Time | null | undefined
  const named = zoneName(own)
  const likeStart = (time: ICAL.Time, property: ICAL.Property): ICAL.Time =>
    start ? inFormOf({ time, named: zoneName(property) }, { time: start, named }, zone) : time

  const leftOut = new Set<string>()
  for (const property of master.getAllProperties('exdate')) {
    for (const time of timesOf(property)) leftOut.add(nameOf(likeStart(time, property)))
  }
  master.removeAllProperties('exdate')
  for (const property of master.getAllProperties('rdate')) {
    const times = timesOf(property)
    if (times.length > 0) property.setValues(times.map(time => likeStart(time, property)))
  }
  for (const property of master.getAllProperties('rrule')) {
    const rule = property.getFirstValue() as ICAL.Recur
    if (rule.until) rule.until = likeStart(rule.until, property)
  }

  const byName = new Map<string, ICAL.Component>()
  for (const change of changes) {
    const property = change.getFirstProperty('recurrence-id')
    const time = property?.getFirstValue() as ICAL.Time | undefined
    if (!property || !time) continue
    property.setValue(likeStart(time, property))
    byName.set(nameOf(property.getFirstValue() as ICAL.Time), change)
  }
  const changed = [...byName.values()].map(one => new ICAL.Event(one))
  for (const name of byName.keys()) leftOut.add(name)
  return { event: new ICAL.Event(master, { exceptions: [...byName.values()] }), leftOut, changed }
}

interface Zoned {
  time: ICAL.Time
  named: string | null
}

function inFormOf({ time, named }: Zoned, like: Zoned, zone: string): ICAL.Time {
  const { year, month, day } = time
  // A date, or clocks without a zone: those of the event.
  if (time.isDate) return withFields(like.time, { year, month, day })
  if (like.time.isDate) return dayOf({ time, named }, like.time, zone)
  if (!isPlaced(time, named)) {
    return withFields(like.time, {
      year,
      month,
      day,
      hour: time.hour,
      minute: time.minute,
      second: time.second,
    })
  }
  return timeLike(like.time, like.named, zone, momentIn(time, named, zone))
}

/** Its day in the zone of the rota where a day begins there then, else the day that is written where that does, else the former. */
function dayOf({ time, named }: Zoned, like: ICAL.Time, zone: string): ICAL.Time {
  const { year, month, day, hour, minute } = time
  const written = withFields(like, { year, month, day })
  if (!isPlaced(time, named)) return written
  const there = wallTime(zone, momentIn(time, named, zone))
  if (there.minute !== 0 && hour === 0 && minute === 0) return written
  return withFields(like, { year: there.year, month: there.month, day: there.day })
}

/** Periods are none. */
function timesOf(property: ICAL.Property): ICAL.Time[] {
  return property.getValues().filter((value): value is ICAL.Time => value instanceof ICAL.Time)
}
