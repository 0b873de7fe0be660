// Times that are written in digits alone: which calendar or clock they follow, known by all of a column's first cells.
import type { Millis } from '../../../core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../core/duration.ts'

/** How numbers in a column of times are to be read; `digits` are cut as yyyymmddHHMMSS, as far as they go. */
export type DigitShape = 'digits' | 'excel' | null

/** Milliseconds of each unit of Unix time, and the size from which on numbers are taken to be of it. */
export const UNIX = [
  { format: 'ns', millis: 1e-6, from: 1e17 },
  { format: 'us', millis: 1e-3, from: 1e14 },
  { format: 'ms', millis: 1, from: 1e11 },
  { format: 's', millis: 1000, from: 1e8 },
  { format: 'min', millis: MINUTE, from: Number.POSITIVE_INFINITY },
  { format: 'h', millis: HOUR, from: Number.POSITIVE_INFINITY },
  { format: 'd', millis: DAY, from: Number.POSITIVE_INFINITY },
] as const

const CALENDAR =
  /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-4])(?:[0-5]\d(?:[0-5]\d(?:\d{3})?)?)?)?)?$/
const YEAR = /^(?:1[5-9]|20|21)\d{2}$/
const YEAR_NAME = /year|jahr|ann[ée]e|a[ñn]o|anno|\bano\b|date|time|^ds$/i
const DATE_NAME = /date|datum|fecha|data|\b(day|tag|jour|d[ií]a)\b/i
/** Serial days of spreadsheets from 1982 to 2064. */
const SERIAL = /^[3-5]\d{4}(\.\d+)?$/
/** Day 0 of spreadsheets, with the leap day of 1900 that they count and that was none. */
const SERIAL_START: Millis = Date.UTC(1899, 11, 30)

/** What all of the first cells of a column are, by digits and by the name of the column; null: plain numbers or Unix time. */
export function shapeOf(name: string, sample: readonly string[]): DigitShape {
  const cells = sample.filter(cell => cell !== '')
  const [first] = cells
  if (first === undefined) return null
  const all = (pattern: RegExp): boolean => cells.every(cell => pattern.test(cell))
  const even = cells.every(cell => cell.length === first.length)
  if (even && (all(CALENDAR) || (YEAR_NAME.test(name) && all(YEAR)))) return 'digits'
  return DATE_NAME.test(name) && all(SERIAL) ? 'excel' : null
}

/** Digits with the marks of ISO 8601 between them: 202503031405 as 2025-03-03 14:05. */
export function spelledOut(digits: string): string {
  const [, year, month = '01', day = '01', hour, minute = '00', second = '00', milli = '000'] =
    /^(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{3})?$/.exec(digits) ?? []
  if (year === undefined) return digits
  const date = `${year}-${month}-${day}`
  return hour === undefined ? date : `${date} ${hour}:${minute}:${second}.${milli}`
}

/** What the clocks showed on a serial day, which may have a fraction, to the second. */
export function serialDay(day: number): Millis {
  return SERIAL_START + Math.round((day * DAY) / 1000) * 1000
}
