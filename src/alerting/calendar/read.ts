// Reads who is on duty from a calendar (RFC 5545) that somebody keeps elsewhere, recurring events and exceptions included.
import ICAL from 'ical.js'
import type { Millis } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import type { Shift } from '../routing/rota.ts'
import { momentIn, zoneName } from './moments.ts'
import { nameOf, type Series, seriesOf } from './series.ts'

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
    root = new ICAL.Component(ICAL.parse(text.replace(/^\uFEFF/, '')) as string[])
  } catch (error) {
    return `is no calendar: ${messageOf(error).slice(0, 200)}`
  }
  if (root.name !== 'vcalendar') return 'is no calendar: it does not begin with VCALENDAR'
  const read: ReadCalendar = { shifts: [], unknown: [] }
  for (const series of seriesIn(root, reading.zone)) {
    try {
      readSeries(series, reading, read)
    } catch (error) {
      return `has an event that cannot be read: ${messageOf(error).slice(0, 200)}`
    }
  }
  return read
}

/** Each with the exceptions to it; one whose series is not there stands for itself. */
function seriesIn(root: ICAL.Component, zone: string): Series[] {
  const all = root.getAllSubcomponents('vevent')
  const isException = (one: ICAL.Component): boolean => one.hasProperty('recurrence-id')
  const uid = (one: ICAL.Component): string => String(one.getFirstPropertyValue('uid') ?? '')
  const masters = all.filter(one => !isException(one))
  const withMaster = new Set(masters.map(uid))
  const orphans = all.filter(one => isException(one) && !withMaster.has(uid(one)))
  return [
    ...masters.map(master => {
      const changes = all.filter(one => isException(one) && uid(one) === uid(master))
      return seriesOf(master, changes, zone)
    }),
    ...orphans.map(one => ({ event: new ICAL.Event(one), leftOut: new Set<string>(), changed: [] })),
  ]
}

function readSeries({ event, leftOut, changed }: Series, reading: CalendarReading, read: ReadCalendar): void {
  const shifts: Shift[] = []
  const add = (item: ICAL.Event, start: ICAL.Time, end: ICAL.Time): void => {
    if (isCancelled(item)) return
    const named = zoneName(item.component.getFirstProperty('dtstart'))
    const from = momentIn(start, named, reading.zone)
    const until = momentIn(end, zoneName(item.component.getFirstProperty('dtend')) ?? named, reading.zone)
    if (until <= reading.from || from >= reading.until) return
    const contact = whom(item, reading.people)
    if (contact === null) read.unknown.push(item.summary ?? '')
    else shifts.push({ from, until, contact })
  }
  if (!isCancelled(event)) {
    for (const { item, startDate, endDate } of occurrencesOf({ event, leftOut }, reading)) {
      add(item, startDate, endDate)
    }
  }
  // Wherever an occurrence was moved to, it takes place, though its rule has ended or leaves its day out.
  for (const item of changed) if (!isCancelled(item)) add(item, item.startDate, item.endDate)
  read.shifts.push(...shifts.toSorted((a, b) => a.from - b.from))
}

type Occurrence = Pick<ReturnType<ICAL.Event['getOccurrenceDetails']>, 'item' | 'startDate' | 'endDate'>

function* occurrencesOf(
  { event, leftOut }: Pick<Series, 'event' | 'leftOut'>,
  { zone, until }: CalendarReading,
): Generator<Occurrence> {
  if (!event.isRecurring()) {
    const { startDate, endDate } = event
    if (!leftOut.has(nameOf(startDate))) yield { item: event, startDate, endDate }
    return
  }
  const named = zoneName(event.component.getFirstProperty('dtstart'))
  const occurrences = event.iterator()
  for (let left = MOST_OCCURRENCES; left > 0; left -= 1) {
    const next = occurrences.next() as ICAL.Time | undefined
    if (!next || momentIn(next, named, zone) >= until) return
    if (!leftOut.has(nameOf(next))) yield event.getOccurrenceDetails(next)
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
