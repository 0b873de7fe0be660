// What a line says: the events that it is, by the paths that the configuration names.
import { createHash } from 'node:crypto'
import type { Millis } from '../../core/clock.ts'
import type { Event } from '../../events/event.ts'
import { faultOfEvent } from '../../events/schema.ts'
import { fixedValue } from './fixed.ts'
import type { LineMeaning } from './options.ts'

export interface Reading {
  source: string
  /** Path of the moment. */
  at: string
  events: readonly LineMeaning[]
}

/** Faults are in words that do not quote the line. A line that means nothing gives neither. */
export interface Read {
  events: Event[]
  faults: string[]
}

export function readLine(text: string | null, { source, at, events: meanings }: Reading): Read {
  if (text === null) return { events: [], faults: ['longer than 1 MB'] }
  if (text.trim() === '') return { events: [], faults: [] }
  const line = parse(text)
  if (!isRecord(line)) return { events: [], faults: ['not a JSON object'] }
  const read: Read = { events: [], faults: [] }
  for (const meaning of meanings.filter(({ when }) => matches(line, when))) {
    const moment = momentOf(valueAt(line, at))
    const subject = meaning.subject === undefined ? source : textOf(valueAt(line, meaning.subject))
    if (moment === null) read.faults.push(`no moment at ${at}`)
    else if (subject === null) read.faults.push(`no subject at ${meaning.subject}`)
    else {
      const candidate = {
        // The same line is the same event, wherever it is found again.
        id: `${source}:${meaning.type}:${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`,
        type: meaning.type,
        at: moment,
        source,
        subject,
        attributes: {},
        data: dataOf(line, meaning.data),
      }
      const fault = faultOfEvent(candidate)
      if (fault === null) read.events.push(candidate as unknown as Event)
      else read.faults.push(`as ${meaning.type}: ${fault}`)
    }
  }
  return read
}

/** Null where it is no moment. Numbers below 100,000,000,000 are seconds. */
export function momentOf(value: unknown): Millis | null {
  if (typeof value === 'number') {
    const moment = Math.round(value < 1e11 ? value * 1000 : value)
    return Number.isSafeInteger(moment) ? moment : null
  }
  if (typeof value !== 'string') return null
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(value) || /^\d{4}-\d\d-\d\d$/.test(value)
  const moment = Date.parse(zoned ? value : `${value.replace(' ', 'T')}Z`)
  return Number.isNaN(moment) ? null : moment
}

function matches(line: object, when: LineMeaning['when']): boolean {
  return Object.entries(when).every(([path, wanted]) => {
    const value = valueAt(line, path)
    return Array.isArray(wanted) ? wanted.some(one => one === value) : wanted === value
  })
}

function dataOf(line: object, fields: LineMeaning['data']): Record<string, unknown> {
  const data: Record<string, unknown> = {}
  for (const [field, from] of Object.entries(fields)) {
    const value = fixedValue(from) ?? valueAt(line, String(from))
    if (value !== undefined && value !== null) data[field] = value
  }
  return data
}

/** A field whose name holds dots is found as well as one inside another. */
function valueAt(line: unknown, path: string): unknown {
  if (!isRecord(line)) return undefined
  if (Object.hasOwn(line, path)) return line[path]
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const found = valueAt(line[path.slice(0, dot)], path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
