// What an item of a request adds up to: candidates for events, or what is wrong with it. And how they are known.
import { createHash } from 'node:crypto'
import type { Millis } from '../../core/clock.ts'

/** Looked at like any candidate of any source before it is kept. */
export interface Candidate {
  id: string
  type: string
  at: Millis
  source: string
  subject: string
  attributes: Readonly<Record<string, string>>
  data: object
}

/** Neither of what is passed over. */
export interface Told {
  events: Candidate[]
  /** In words that name the item and quote nothing else of it. */
  fault?: string
  /** Why, as a label; `invalid` where left out. */
  reason?: string
  /** Nothing says what it means. */
  unknown?: true
}

/** Characters of a name in an event. */
export const LONGEST_NAME = 200
/** So that an id has room for what else it says. */
const LONGEST_PART = 110
const DIGEST = 22

const TRACE = /^(?!0+$)[0-9a-f]{32}$/
const SPAN = /^(?!0+$)[0-9a-f]{16}$/

/** What a span is known by; null where its ids are none. */
export function identified(traceId: string, spanId: string): string | null {
  return TRACE.test(traceId) && SPAN.test(spanId) ? `${traceId}-${spanId}` : null
}

/** A claim is known by what makes it and by what is claimed. */
export function claimSubject(of: string, claimType: string): string {
  return shortened(`${of}:${claimType}`, LONGEST_NAME)
}

export function idOf(subject: string, what: string, source: string): string {
  return `${shortened(subject, LONGEST_PART)}:${what}:${shortened(source, 40)}`
}

/** What is too long keeps its beginning, and is told apart by a digest of the whole. */
function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - DIGEST - 1)}.${digestOf(text)}`
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, DIGEST)
}
