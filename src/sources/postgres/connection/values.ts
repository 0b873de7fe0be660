// PostgreSQL's text form of times, numbers and truth values, as JavaScript values or as a reason why not.
import type { Millis } from '../../../core/clock.ts'

/** A cell as it comes over the wire, in text form; null is SQL NULL. */
export type Cell = string | null

export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string }

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?)?([+-]\d{2}(?::?\d{2})?|Z)?$/

/**
 * Reads `timestamptz`, `timestamp` and `date` in ISO style. One without an offset is taken as UTC; digits
 * beyond the millisecond are cut off.
 */
export function parseTime(text: string): Parsed<Millis> {
  if (text === 'infinity' || text === '-infinity') return { ok: false, reason: 'is an infinite timestamp' }
  const parts = ISO.exec(text)
  if (parts === null) return { ok: false, reason: 'is not a timestamp of our era' }
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset] = parts
  const zone = offset === undefined || offset === 'Z' ? 'Z' : colonOffset(offset)
  const at = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`,
  )
  return Number.isNaN(at) ? { ok: false, reason: 'is not a timestamp of our era' } : { ok: true, value: at }
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
