// PostgreSQL's text form of times, numbers and truth values, as JavaScript values or as a reason why not.
import type { Millis } from '../../../core/clock.ts'
import { UTC_CLOCK, type WallClock } from './wall-clock.ts'

/** A cell as it comes over the wire, in text form; null is SQL NULL. */
export type Cell = string | null

/** No text of PostgreSQL has a NUL: a cell that begins with one could not be read, and says why. */
const UNREADABLE = '\u0000'

export function unreadableCell(reason: string): string {
  return `${UNREADABLE}${reason}`
}

/** Why the cell could not be read; null where it was. */
export function whyUnreadable(cell: Cell): string | null {
  return cell?.charCodeAt(0) === 0 ? cell.slice(UNREADABLE.length) : null
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string }

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?)?([+-]\d{2}(?::?\d{2})?|Z)?$/

/**
 * Reads `timestamptz`, `timestamp` and `date` in ISO style. One without an offset is what a clock showed; digits beyond the
 * millisecond are cut off.
 */
export function parseTime(text: string, clock: WallClock = UTC_CLOCK): Parsed<Millis> {
  const usual = parseUsual(text, clock)
  if (usual !== null) return { ok: true, value: usual }
  if (text === 'infinity' || text === '-infinity') return { ok: false, reason: 'is an infinite timestamp' }
  const parts = ISO.exec(text)
  if (parts === null) return { ok: false, reason: 'is not a timestamp of our era' }
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset] = parts
  const zone = offset === undefined || offset === 'Z' ? 'Z' : colonOffset(offset)
  const at = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`,
  )
  if (Number.isNaN(at)) return { ok: false, reason: 'is not a timestamp of our era' }
  return { ok: true, value: offset === undefined ? clock.momentOf(at) : at }
}

/** Whether a time as PostgreSQL writes it says how far from UTC it is. */
export function isZoned(text: Cell): boolean {
  return text !== null && /(Z|[+-]\d\d(:?\d\d){0,2})$/.test(text.slice(10))
}

/** A time as PostgreSQL writes it, digit by digit: a history has millions. Null: it is to be read with care. */
function parseUsual(text: string, clock: WallClock): Millis | null {
  const zoned = text.endsWith('+00')
  const end = zoned ? text.length - 3 : text.length
  if (end < 19 || end === 20 || end > 26 || text[4] !== '-' || text[7] !== '-') return null
  if (text[10] !== ' ' || text[13] !== ':' || text[16] !== ':') return null
  const [year, month, day] = [
    100 * digits(text, 0, 2) + digits(text, 2, 4),
    digits(text, 5, 7),
    digits(text, 8, 10),
  ]
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)]
  const fraction = digits(text, Math.min(20, end), end)
  // What is no digit is NaN, and within no bounds. Whether a month has more than 28 days is left to others.
  const plain =
    year >= 1000 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 28 &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59
  if (!plain || !(fraction >= 0) || (end > 19 && text[19] !== '.')) return null
  const places = end - 20
  const millis = places > 3 ? Math.floor(fraction / 10 ** (places - 3)) : fraction * 10 ** (3 - places)
  const at = Date.UTC(year, month - 1, day, hour, minute, second, millis)
  return zoned ? at : clock.momentOf(at)
}

function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = 10 * value + digit
  }
  return value
}

/** Writes a moment so that a cast to `timestamptz`, `timestamp` and `date` all read it as UTC. */
export function formatTime(at: Millis): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '+00')
}

export function parseNumber(text: string): Parsed<number> {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(value)) return { ok: true, value }
  const infinite = /^[+-]?infinity$/i.test(text) || Math.abs(value) === Number.POSITIVE_INFINITY
  return { ok: false, reason: infinite ? 'is infinite' : 'is not a number' }
}

const TRUE = new Set(['t', 'true', '1', 'yes', 'y'])
const FALSE = new Set(['f', 'false', '0', 'no', 'n'])

export function parseBoolean(text: string): Parsed<boolean> {
  const word = text.trim().toLowerCase()
  if (TRUE.has(word)) return { ok: true, value: true }
  if (FALSE.has(word)) return { ok: true, value: false }
  return { ok: false, reason: 'is neither true nor false' }
}

function colonOffset(offset: string): string {
  if (offset.length === 3) return `${offset}:00`
  return offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`
}
