// Reads who is on duty from a calendar (RFC 5545) that somebody keeps elsewhere, recurring events and exceptions included.
import ICAL from 'ical.js'
import type { Millis } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import { momentOf } from '../../core/time-zone.ts'
import type { Shift } from '../routing/rota.ts'

export interface CalendarReading {
  /** Whom events may name: by the name of the contact, or by one of its addresses as an attendee. */
  people: ReadonlyArray<{ name: string; addresses: readonly string[] }>
  /** Of times that name no zone, or none that is known, and of whole days. */
  zone: string
  /** Events that overlap this stretch are read. */
  from: Millis
  until: Millis
}

export interface ReadCalendar {
  shifts: Shift[]
  /** Titles of events that name nobody who is known. */
  unknown: string[]
}

/** Occurrences that are looked at of one recurring event: a daily one of 27 years. */
const MOST_OCCURRENCES = 10_000

/** Returns what is wrong as a string where the text is no calendar. */
export function readCalendar(text: string, reading: CalendarReading): ReadCalendar | string {
  let root: ICAL.Component
  try {
    root = new ICAL.Component(ICAL.parse(text) as string[])
  } catch (error) {
    return `is no calendar: ${messageOf(error).slice(0, 200)}`
  }
  if (root.name !== 'vcalendar') return 'is no calendar: it does not begin with VCALENDAR'
  const read: ReadCalendar = { shifts: [], unknown: [] }
  for (const event of eventsOf(root)) {
    try {
      readEvent(event, reading, read)
    } catch (error) {
      return `has an event that cannot be read: ${messageOf(error).slice(0, 200)}`
    }
  }
  return read
}

/** Each with the exceptions to it. */
function eventsOf(root: ICAL.Component): ICAL.Event[] {
  const all = root.getAllSubcomponents('vevent').map(one => new ICAL.Event(one))
  const exceptions = all.filter(one => one.isRecurrenceException())
  return all
    .filter(one => !one.isRecurrenceException())
    .map(one => {
      for (const exception of exceptions) if (exception.uid === one.uid) one.relateException(exception)
      return one
    })
}

function readEvent(event: ICAL.Event, reading: CalendarReading, read: ReadCalendar): void {
  const add = (item: ICAL.Event, start: ICAL.Time, end: ICAL.Time): void => {
    const named = zoneName(item, 'dtstart')
    const from = momentIn(start, named, reading.zone)
    const until = momentIn(end, zoneName(item, 'dtend') ?? named, reading.zone)
    if (until <= reading.from || from >= reading.until || isCancelled(item)) return
    const contact = whom(item, reading.people)
    if (contact === null) read.unknown.push(item.summary ?? '')
    else read.shifts.push({ from, until, contact })
  }
  if (!event.isRecurring()) {
    add(event, event.startDate, event.endDate)
    return
  }
  const occurrences = event.iterator()
  for (let left = MOST_OCCURRENCES; left > 0; left -= 1) {
    const next = occurrences.next() as ICAL.Time | undefined
    if (!next) return
    const { item, startDate, endDate } = event.getOccurrenceDetails(next)
    if (momentIn(next, zoneName(event, 'dtstart'), reading.zone) >= reading.until) return
    add(item, startDate, endDate)
  }
}

function isCancelled({ component }: ICAL.Event): boolean {
  return component.getFirstPropertyValue('status') === 'CANCELLED'
}

/** By an attendee's address, by the title, or by the one name that stands in the title. */
function whom({ component, summary }: ICAL.Event, people: CalendarReading['people']): string | null {
  const attendees = component.getAllProperties('attendee').map(one =>
    String(one.getFirstValue())
      .replace(/^mailto:/i, '')
      .toLowerCase(),
  )
  const title = (summary ?? '').trim().toLowerCase()
  const invited = people.filter(({ addresses }) =>
    addresses.some(one => attendees.includes(one.toLowerCase())),
  )
  const called = people.filter(({ name }) => name.toLowerCase() === title)
  const mentioned = people.filter(({ name }) => hasWord(title, name.toLowerCase()))
  return [called, invited, mentioned].find(({ length }) => length === 1)?.[0]?.name ?? null
}

function hasWord(title: string, word: string): boolean {
  const at = title.indexOf(word)
  const isLetter = (text: string | undefined): boolean => /[\p{L}\p{N}]/u.test(text ?? '')
  return at >= 0 && !isLetter(title[at - 1]) && !isLetter(title[at + word.length])
}

/** By the name of its zone where that is one of IANA, else by what the calendar says of the zone. */
function momentIn(time: ICAL.Time, named: string | null, zone: string): Millis {
  const { year, month, day, hour, minute } = time
  const wall = { year, month, day, minute: hour * 60 + minute }
  if (time.zone === ICAL.Timezone.utcTimezone) return momentOf('UTC', wall)
  if (named !== null && isZone(named)) return momentOf(named, wall)
  const isDefined = time.zone !== null && time.zone !== undefined && time.zone !== ICAL.Timezone.localTimezone
  return isDefined && !time.isDate ? time.toUnixTime() * 1000 : momentOf(zone, wall)
}

function zoneName({ component }: ICAL.Event, property: string): string | null {
  const found = component.getFirstProperty(property)?.getFirstParameter('tzid')
  return typeof found === 'string' && found !== '' ? found : null
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
