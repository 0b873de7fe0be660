// Ids of events and subjects: made from where a row stands alone, so that reading it again makes them again.
import { createHash } from 'node:crypto'
import type { Millis } from '../../../core/clock.ts'
import type { Event } from '../../../events/event.ts'

export interface Identity {
  readonly source: string
  /** The entity that a row is about. Rows of two tables that name the same `table` here share subjects. */
  subject(table: string, id: string): string
  /** The id of the event that is the `what` of a row. */
  event(table: string, rowKey: string, what: string): string
  /** The envelope of the `what` of a row. */
  envelope(
    table: string,
    rowKey: string,
    what: string,
    subject: string,
    at: Millis,
  ): Omit<Event, 'type' | 'data'>
}

/** Longest id that an event may have. */
const LONGEST = 200

export function createIdentity(source: string): Identity {
  const event: Identity['event'] = (table, rowKey, what) => fit(`${source}:${table}:${rowKey}:${what}`)
  return {
    source,
    subject: (table, id) => fit(`${source}:${table}:${id}`),
    event,
    envelope: (table, rowKey, what, subject, at) => ({
      id: event(table, rowKey, what),
      at,
      source,
      subject,
      attributes: {},
    }),
  }
}

/** What is too long keeps its head, for people, and gets a digest of the whole, for uniqueness. */
export function fit(id: string): string {
  if (id.length <= LONGEST) return id
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 40)
  return `${id.slice(0, LONGEST - digest.length - 1)}~${digest}`
}

/** Attributes of an event; those without a value are left out. */
export function attributes(values: Readonly<Record<string, string | null>>): Record<string, string> {
  const present: Record<string, string> = {}
  for (const name in values) {
    const value = values[name]
    if (value !== null && value !== undefined) present[name] = value
  }
  return present
}
