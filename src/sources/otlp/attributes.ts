// Finds what is said under one of several names: on the item itself, else on the resource that it is from.
import type { Millis } from '../../core/clock.ts'
import type { Condition, Conditions } from './conventions.ts'
import type { Attributes, Value } from './model.ts'

/** A span, a log record or a point of a metric. */
export interface Attributed {
  readonly attributes: Attributes
  readonly resource: Attributes
  /** Of a span. */
  readonly name?: string
  readonly kind?: number
}

/** In the order of `SpanKind`. */
const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']

export function valueAt(item: Attributed, name: string): Value | undefined {
  const own = item.attributes.get(name)
  if (own !== undefined) return own
  if (name === 'span.name') return item.name
  if (name === 'span.kind') return KINDS[item.kind ?? 0]
  return item.resource.get(name)
}

/** The first that is there and is not empty. */
export function firstOf(item: Attributed, names: readonly string[]): Value | undefined {
  for (const name of names) {
    const value = valueAt(item, name)
    if (value !== undefined && value !== '') return value
  }
  return undefined
}

export function textOf(item: Attributed, names: readonly string[]): string | undefined {
  const value = firstOf(item, names)
  return value === undefined ? undefined : String(value)
}

/** A number, also where it is written as a text. */
export function numberOf(item: Attributed, names: readonly string[]): number | undefined {
  const value = firstOf(item, names)
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** All that are there, joined by a space; `=text` is the text itself. */
export function joined(item: Attributed, names: readonly string[]): string {
  return names
    .map(name => (name.startsWith('=') ? name.slice(1) : String(valueAt(item, name) ?? '')))
    .filter(part => part !== '')
    .join(' ')
}

export function holdAll(item: Attributed, conditions: Conditions): boolean {
  for (const name in conditions) {
    if (!holds(valueAt(item, name), conditions[name] ?? true)) return false
  }
  return true
}

export function holdsAny(item: Attributed, conditions: Conditions): boolean {
  for (const name in conditions) {
    if (holds(valueAt(item, name), conditions[name] ?? true)) return true
  }
  return false
}

function holds(value: Value | undefined, condition: Condition): boolean {
  if (value === undefined) return false
  if (typeof condition === 'object') return condition.includes(value)
  return condition === true || condition === value
}

/** Beyond these, numbers since 1970 are milli-, micro- and nanoseconds. */
const [SECONDS, MILLISECONDS, MICROSECONDS] = [1e11, 1e14, 1e17]

/** A moment as ISO 8601, or as a number since 1970; undefined where it is none. */
export function momentOf(value: Value | undefined): Millis | undefined {
  if (value === undefined || typeof value === 'boolean' || value === '') return undefined
  const number = Number(value)
  const moment = Number.isNaN(number) ? Date.parse(String(value)) : millis(number)
  return Number.isSafeInteger(moment) && moment > 0 ? moment : undefined
}

function millis(number: number): number {
  if (number < SECONDS) return Math.floor(number * 1000)
  if (number < MILLISECONDS) return Math.floor(number)
  return Math.floor(number < MICROSECONDS ? number / 1000 : number / 1e6)
}
