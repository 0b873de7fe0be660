// What a platform gives, read as the one thing that it can be: a platform in plain JavaScript may give anything.
import type { Id } from './api.ts'

/** Why no event can be made of it, in our own words: what a platform's own code throws may hold a secret. */
export class NoEventError extends RangeError {}

/** Which task, claim or investment is meant. Throws a NoEventError where that is not said. */
export function subjectOf(id: Id): string {
  const subject = readId(id)
  if (subject === null) throw new NoEventError('`id` is missing, or is no text and no number')
  return subject
}

/** The caller's id, or `otherwise` where there is none that can be read. */
export function idOf(read: () => Id | undefined, otherwise: () => string): string {
  try {
    return readId(read()) ?? otherwise()
  } catch {
    return otherwise()
  }
}

/** Milliseconds since 1970 of a `Date` (or what has a number as its value), or of a number. Throws a NoEventError where it is none. */
export function momentOf(at: Date | number): number {
  const value: unknown = typeof at === 'object' && at !== null ? at.valueOf() : at
  const moment = typeof value === 'number' ? Math.round(value) : Number.NaN
  if (!Number.isSafeInteger(moment)) throw new NoEventError('`at` is no moment')
  return moment
}

/** What was given; the schema knows a field that is absent, and none that is undefined or null. */
export function given<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(entries) as { [Name in keyof T]?: Exclude<T[Name], undefined> }
}

/** What is not a number that can be counted to, or is an object, is the same for many: it names none. */
function readId(id: unknown): string | null {
  if (typeof id === 'bigint' || (typeof id === 'number' && Number.isFinite(id))) return String(id)
  return typeof id === 'string' && id !== '' ? id : null
}
