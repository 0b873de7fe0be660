// Reads what was given by a schema, and says what is wrong with it in our own words: those of the validator would be a second dialect.
// Every schema is read here, so that a message of its own, where it has one, is the only other.
import * as z from 'zod'
import { messageOf } from '../errors.ts'

type Read<Schema extends z.ZodType> = z.ZodSafeParseResult<z.output<Schema>> & {
  /** By the list of the unknown keys of an issue, those that are known there. */
  readonly known: ReadonlyMap<readonly string[], readonly string[]>
}

/** A check of the schema itself that throws is a fault like any other: it says where the check stands. */
export function readAs<Schema extends z.ZodType>(schema: Schema, given: unknown): Read<Schema> {
  const known = new Map<readonly string[], readonly string[]>()
  const error = (issue: z.core.$ZodRawIssue): string => {
    if (issue.code === 'unrecognized_keys') known.set(issue.keys, keysOf(issue.inst))
    return faultWords(issue)
  }
  try {
    return { ...schema.safeParse(given, { error }), known }
  } catch (thrown) {
    const message = `cannot be checked: ${messageOf(thrown)}${placeOfCheck(thrown)}`
    const fault = new z.ZodError([{ code: 'custom', path: [], message, input: given }])
    return { success: false, error: fault as z.ZodError<z.output<Schema>>, known }
  }
}

function keysOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

/** The first file of a stack that is no package. */
function placeOfCheck(thrown: unknown): string {
  try {
    const stack = thrown instanceof Error ? String(thrown.stack) : ''
    const line = stack.split('\n').find(one => one.includes('file:') && !one.includes('node_modules'))
    const place = /((?:src|dist)\/[^\s()]+?:\d+)/.exec(line ?? '')?.[1]
    return place === undefined ? '' : `, by ${place}`
  } catch {
    return ''
  }
}

/** Follows the name of what it is about: `is shorter than 16 characters`. */
function faultWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? MISSING
        : `is ${kindOf(issue.input)}, not ${KINDS[issue.expected] ?? issue.expected}`
    case 'too_small':
      return boundWords(issue.origin, Number(issue.minimum), issue.inclusive !== false, SMALL)
    case 'too_big':
      return boundWords(issue.origin, Number(issue.maximum), issue.inclusive !== false, BIG)
    case 'not_multiple_of':
      return `is not a multiple of ${issue.divisor}`
    case 'invalid_value':
      return `is not ${oneOf(issue.values.map(value => JSON.stringify(value)))}`
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'does not have the form that is expected'
    case 'unrecognized_keys':
      return `has the unknown key ${issue.keys.join(', ')}`
    case 'invalid_key':
      return 'has a key that is not allowed'
    default:
      return 'is not allowed here'
  }
}

/** What is said of a value that is not there. */
export const MISSING = 'is missing'

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section with keys',
  record: 'a section with keys',
}

const FORMATS: Readonly<Record<string, string>> = {
  email: 'is not an e-mail address',
  url: 'is not a URL',
  regex: 'does not have the form that is expected',
  datetime: 'is not a time, such as 2026-12-24T22:00:00Z',
}

function kindOf(given: unknown): string {
  if (given === null) return 'nothing'
  if (Array.isArray(given)) return 'a list'
  if (typeof given === 'boolean') return String(given)
  if (typeof given === 'number' && !Number.isFinite(given)) return String(given)
  return KINDS[Number.isInteger(given) ? 'number' : typeof given] ?? 'something else'
}

interface Bound {
  text: string
  list: string
  /** Of a number that may be the bound itself, and of one that may not. */
  number: readonly [string, string]
}

const SMALL: Bound = {
  text: 'is shorter than',
  list: 'has fewer than',
  number: ['is less than', 'is not more than'],
}
const BIG: Bound = {
  text: 'is longer than',
  list: 'has more than',
  number: ['is more than', 'is not less than'],
}

function boundWords(origin: string, bound: number, inclusive: boolean, words: Bound): string {
  if (words === SMALL && bound === 1 && (origin === 'string' || origin === 'array')) return 'is empty'
  if (origin === 'string') return `${words.text} ${counted(bound, 'character')}`
  if (origin === 'array' || origin === 'set') return `${words.list} ${counted(bound, 'entry', 'entries')}`
  if (origin === 'object' || origin === 'map') return `${words.list} ${counted(bound, 'key')}`
  return `${words.number[inclusive ? 0 : 1]} ${bound}`
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : `one of ${values.join(', ')}`
}
