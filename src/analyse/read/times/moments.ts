// Reads one moment as people and programs write them: ISO 8601, numeric dates of either order, named months.
import type { Millis } from '../../../core/clock.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/duration.ts'
import { monthNumber, withoutWeekday } from './months.ts'

/** A moment under both orders of day and month, which are equal unless the date is written as 01/02/2026. */
export interface Moment {
  /** As UTC where `zone` is given, else what the clocks showed; NaN where there is no such date in this order. */
  dayFirst: Millis
  monthFirst: Millis
  /** `given`: by an offset; `none`; else an abbreviation such as CET, which is no offset. */
  zone: string
  /** Whether a time of day stands beside the date. */
  clock: boolean
}

interface DateFound {
  dayFirst: Millis
  monthFirst: Millis
  /** Where the date ends in the text. */
  end: number
}

const ISO = /^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?=$|[T ,])/
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?=[T ]|$)/
const NUMERIC = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?=$|[T ,])/
const MONTH_FIRST = /^(\p{L}{3,10})\.?[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -](\d{4})(?=$|[T ,])/iu
const DAY_FIRST =
  /^(\d{1,2})(?:st|nd|rd|th|er|º|°)?\.?[ \-/](?:de )?(\p{L}{3,10})\.?,?[ \-/](?:de )?(\d{4}|\d{2})(?=$|[T ,:])/iu
const YEAR_LAST = /^([a-z]{3}) +(\d{1,2}) (\d{2}:\d{2}:\d{2})(?: ([A-Z]{1,5}))? (\d{4})$/i
const MONTH_ALONE = /^(\p{L}{3,10})\.?[ -](?:de )?(\d{4})$/iu
const YEAR_FIRST = /^(\d{4})[ -](\p{L}{3,10})\.?$/iu
const QUARTER = /^(\d{4})[- ]?Q([1-4])$/i
const QUARTER_FIRST = /^(?:Q([1-4])[- /]?|([1-4])Q[- ]?)(\d{4}|\d{2})$/i
/** As Eurostat writes months, and ISO 8601 days of the year. */
const MONTH_NUMBER = /^(\d{4})-?M(0[1-9]|1[0-2])$/i
const ORDINAL = /^(\d{4})-(\d{3})(?=$|[T ])/
const WEEK = /^(\d{4})-?W(\d{2})(?:-?([1-7]))?$/i
const CLOCK =
  /^(?:T|:|,?\s*(?:@|at)?\s*)(\d{1,2})(?::?(\d{2}))?(?::?(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([ap])\.?m\.?)?\s*(.*)$/i
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?(?:\s*[[(].*[\])])?$/i

/** Null: not a moment. Never reads plain numbers, nor words with a number. */
export function readMoment(cell: string): Moment | null {
  const text = withoutWeekday(cell)
  const turned = YEAR_LAST.exec(text)
  if (turned !== null) {
    const [, month, day, clock, zone = '', year] = turned
    return readMoment(`${month} ${day} ${year} ${clock}${zone === '' ? '' : ` ${zone}`}`)
  }
  const date = dateOf(text)
  if (date === null) return null
  const { dayFirst, monthFirst, end } = date
  const rest = text.slice(end)
  if (rest === '') return { dayFirst, monthFirst, zone: 'none', clock: false }
  const clock = clockOf(rest)
  if (clock === null) return null
  const { time, zone, offset } = clock
  return { dayFirst: dayFirst + time - offset, monthFirst: monthFirst + time - offset, zone, clock: true }
}

function dateOf(text: string): DateFound | null {
  const iso = ISO.exec(text) ?? COMPACT.exec(text)
  if (iso !== null) {
    const compact = iso.length === 4
    const [month, day] = compact ? [iso[2], iso[3]] : [iso[3], iso[4]]
    return same(dayOf(Number(iso[1]), Number(month), Number(day ?? 1)), iso[0].length)
  }
  const numeric = NUMERIC.exec(text)
  if (numeric !== null) {
    const [whole, first, , second, year = ''] = numeric
    const dayFirst = dayOf(fullYear(year), Number(second), Number(first))
    const monthFirst = dayOf(fullYear(year), Number(first), Number(second))
    if (Number.isNaN(dayFirst) && Number.isNaN(monthFirst)) return null
    return { dayFirst, monthFirst, end: whole.length }
  }
  return namedDate(text) ?? periodOf(text)
}

function namedDate(text: string): DateFound | null {
  const monthFirst = MONTH_FIRST.exec(text)
  if (monthFirst !== null) {
    const [whole, month = '', day, year = ''] = monthFirst
    return same(dayOf(Number(year), monthNumber(month), Number(day)), whole.length)
  }
  const dayFirst = DAY_FIRST.exec(text)
  if (dayFirst !== null) {
    const [whole, day, month = '', year = ''] = dayFirst
    return same(dayOf(fullYear(year), monthNumber(month), Number(day)), whole.length)
  }
  const [, month = '', year = ''] = MONTH_ALONE.exec(text) ?? []
  const [, yearBefore = year, monthAfter = month] = YEAR_FIRST.exec(text) ?? []
  return yearBefore === '' ? null : same(dayOf(fullYear(yearBefore), monthNumber(monthAfter), 1), text.length)
}

/** A quarter, a month, a day of the year or an ISO week, by its first day. */
function periodOf(text: string): DateFound | null {
  const quarter = QUARTER.exec(text)
  if (quarter !== null) return same(dayOf(Number(quarter[1]), 3 * Number(quarter[2]) - 2, 1), text.length)
  const [, q = '', other = q, ofYear = ''] = QUARTER_FIRST.exec(text) ?? []
  if (ofYear !== '') return same(dayOf(fullYear(ofYear), 3 * Number(other) - 2, 1), text.length)
  const month = MONTH_NUMBER.exec(text)
  if (month !== null) return same(dayOf(Number(month[1]), Number(month[2]), 1), text.length)
  const ordinal = ORDINAL.exec(text)
  if (ordinal !== null) return dayOfYear(Number(ordinal[1]), Number(ordinal[2]), ordinal[0].length)
  const week = WEEK.exec(text)
  if (week === null || Number(week[2]) < 1 || Number(week[2]) > 53) return null
  const fourth = dayOf(Number(week[1]), 1, 4)
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY
  return same(monday + (Number(week[2]) - 1) * 7 * DAY + (Number(week[3] ?? 1) - 1) * DAY, text.length)
}

function dayOfYear(year: number, day: number, end: number): DateFound | null {
  const at = dayOf(year, 1, 1) + (day - 1) * DAY
  return day >= 1 && new Date(at).getUTCFullYear() === year ? same(at, end) : null
}

function same(at: Millis, end: number): DateFound | null {
  return Number.isNaN(at) ? null : { dayFirst: at, monthFirst: at, end }
}

/** Midnight of a day as UTC; NaN where the calendar has no such day. */
function dayOf(year: number, month: number, day: number): Millis {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return Number.NaN
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCDate() === day ? date.getTime() : Number.NaN
}

/** Two digits up to 68 are of this century, as POSIX has it. */
function fullYear(year: string): number {
  return year.length === 4 ? Number(year) : Number(year) + (Number(year) <= 68 ? 2000 : 1900)
}

function clockOf(text: string): { time: Millis; zone: string; offset: Millis } | null {
  const match = CLOCK.exec(text)
  if (match === null) return null
  const [, hours = '', minutes, seconds, fraction = '', half, zone = ''] = match
  if (minutes === undefined && half === undefined && !/^T/i.test(text)) return null
  let hour = Number(hours)
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  }
  const minute = Number(minutes ?? 0)
  // A leap second has no place in Unix time: it is the second after 59.
  const second = Number(seconds ?? 0)
  const midnight = hour === 24 && minute === 0 && second === 0
  if ((hour > 23 && !midnight) || minute > 59 || second > 60) return null
  const time = hour * HOUR + minute * MINUTE + second * SECOND + Number(`0.${fraction || '0'}`) * SECOND
  const read = zoneOf(zone)
  return read === null ? null : { time, ...read }
}

function zoneOf(text: string): { zone: string; offset: Millis } | null {
  if (text === '') return { zone: 'none', offset: 0 }
  if (/^(Z|UTC|GMT)(\s*[[(].*[\])])?$/i.test(text)) return { zone: 'given', offset: 0 }
  const match = OFFSET.exec(text)
  if (match === null) return /^[A-Z]{2,5}$/.test(text) ? { zone: text, offset: 0 } : null
  const [, sign, hours, minutes = '0'] = match
  const size = Number(hours) * HOUR + Number(minutes) * MINUTE
  return { zone: 'given', offset: sign === '-' ? -size : size }
}
