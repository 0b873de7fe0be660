// What a batch must be before anything of it is kept. All that it says beside its events is read once, into plain data: nothing
// that a source hands over can throw, change or make no sense any more once it is in the store, in a status or on a page. The
// events in it are taken over as they are, and looked at one by one later.
import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Millis } from '../core/clock.ts'
import { DAY, formatDuration, MINUTE } from '../core/duration.ts'
import { messageOf } from '../core/errors.ts'
import { takeCandidates } from '../events/take.ts'
import type { MemoryChange } from './memory.ts'
import type { Batch, SourceProblem } from './source.ts'

export type BatchRead =
  | {
      batch: Batch
      /** What it says that cannot be believed, and what was taken in its place. */
      doubts: readonly SourceProblem[]
    }
  | { fault: string }

/** Characters of a cursor as JSON: it is written at every commit. What is larger belongs into the memory of the source. */
const LONGEST_CURSOR = 1_000_000
const MOST_PROBLEMS = 10_000
/** How far a batch may be ahead of our clock before nothing of it makes sense. */
const LONGEST_LEAD: Millis = DAY
/** How far the clock of a system may run ahead of ours. A bucket that was closed stays closed, so no more of it is believed. */
const CLOCK_TOLERANCE: Millis = 5 * MINUTE

const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const millis = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const text = Type.String({ maxLength: 10_000 })
const closed = { additionalProperties: false }

const refusal = Type.Object({ table: text, reason: text, total: count, of: count, example: text }, closed)
const blindness = Type.Object(
  {
    table: text,
    what: Type.Optional(Type.Literal('query')),
    since: millis,
    lastRow: Type.Union([Type.Null(), millis]),
  },
  closed,
)
const costs = Type.Object(
  {
    kind: text,
    observation: Type.Optional(text),
    lacks: Type.Union([Type.Null(), Type.Array(text, { maxItems: 100 })]),
  },
  closed,
)
const problem = Type.Object(
  {
    where: text,
    message: text,
    key: Type.Optional(text),
    remedy: Type.Optional(text),
    note: Type.Optional(Type.Literal(true)),
    refused: count,
    refusal: Type.Optional(refusal),
    blind: Type.Optional(blindness),
    costs: Type.Optional(costs),
  },
  closed,
)

const problems = Type.Array(problem, { maxItems: MOST_PROBLEMS })

interface Part {
  part: keyof Batch
  shape: TSchema
  /** What it is where it does not fit. */
  words: string
  mayBeAbsent?: true
}

const parts: readonly Part[] = [
  {
    part: 'completeUpTo',
    shape: Type.Union([Type.Null(), millis]),
    words: 'neither null nor a whole number of milliseconds',
  },
  {
    part: 'kinds',
    shape: Type.Record(Type.String(), millis),
    words: 'no moment by kind of lifecycle',
    mayBeAbsent: true,
  },
  {
    part: 'now',
    shape: millis,
    words: 'no whole number of milliseconds',
    mayBeAbsent: true,
  },
  {
    part: 'progress',
    shape: Type.Union([Type.Null(), Type.Number({ minimum: 0, maximum: 1 })]),
    words: 'neither null nor a share from 0 to 1',
  },
  {
    part: 'problems',
    shape: problems,
    words: 'no list of problems',
  },
  {
    part: 'unaccounted',
    shape: Type.Record(Type.String(), count),
    words: 'no count of rows by table',
    mayBeAbsent: true,
  },
  {
    part: 'replaced',
    shape: Type.Record(Type.String(), count),
    words: 'no count of rows by table',
    mayBeAbsent: true,
  },
  {
    part: 'tables',
    shape: Type.Record(
      Type.String(),
      Type.Object(
        {
          completeUpTo: Type.Union([Type.Null(), millis]),
          unseen: Type.Union([Type.Null(), count]),
          underway: Type.Optional(count),
        },
        closed,
      ),
    ),
    words: 'not how far each table was read',
    mayBeAbsent: true,
  },
  {
    part: 'backlog',
    shape: Type.Object({ slot: text, bytes: count, limit: count }, closed),
    words: 'not what is held back for a slot',
    mayBeAbsent: true,
  },
]

const problemList = Compile(problems)

const compiled = parts.map(part => ({ ...part, shape: Compile(part.shape) }))

/** The batch as plain data, or what is wrong with it in a few words. `now` by our clock. */
export function readBatch(given: unknown, now: Millis): BatchRead {
  try {
    return read(given, now)
  } catch (cause) {
    return { fault: `it cannot be read: ${messageOf(cause)}` }
  }
}

function read(given: unknown, now: Millis): BatchRead {
  if (!isRecord(given)) return { fault: 'it is no object' }
  const { events, cursor: place } = given
  const taken = readEvents(events)
  if ('fault' in taken) return taken
  const cursor = readCursor(place)
  if ('fault' in cursor) return cursor
  const batch: Record<string, unknown> = { ...taken, ...cursor }
  for (const { part, words, shape, mayBeAbsent } of compiled) {
    const value = given[part]
    if (value === undefined && mayBeAbsent) continue
    const copy = copyOf(value)
    if ('fault' in copy) return { fault: `\`${part}\` ${copy.fault}` }
    if (!shape.Check(copy.value))
      return { fault: `\`${part}\` is ${words}${whereIn(shape.Errors(copy.value))}` }
    batch[part] = copy.value
  }
  const memory = readMemory(given.memory)
  if ('fault' in memory) return memory
  const whole = { ...batch, ...memory } as unknown as Batch
  for (const part of ['completeUpTo', 'now'] as const) {
    if ((whole[part] ?? 0) > now + LONGEST_LEAD)
      return { fault: `\`${part}\` is more than a day ahead of our clock` }
  }
  return believed(whole, now)
}

/**
 * What is ahead of our clock by more than two clocks may differ is complete up to the present alone, so that a bucket is never closed
 * before its time. What happened by the clock of a database is not of the future all the same.
 */
function believed(batch: Batch, now: Millis): { batch: Batch; doubts: SourceProblem[] } {
  const { completeUpTo, now: theirs = now } = batch
  const doubts: SourceProblem[] = []
  const doubt = (where: keyof Batch, message: string, remedy: string): void => {
    doubts.push({ where, key: 'ahead of our clock', message, remedy, refused: 0 })
  }
  const lead = (at: Millis): string => formatDuration(at - now)
  if (theirs > now + CLOCK_TOLERANCE) {
    doubt('now', `its clock is ${lead(theirs)} ahead of ours`, 'Let both follow a time server')
  }
  if (completeUpTo === null || completeUpTo <= now + CLOCK_TOLERANCE) return { batch, doubts }
  doubt(
    'completeUpTo',
    `it calls complete what is ${lead(completeUpTo)} ahead of our clock; it is taken to be complete up to the present`,
    'Let both clocks follow a time server; where they agree, report it to whoever wrote this type of source',
  )
  return { batch: { ...batch, completeUpTo: now }, doubts }
}

function readEvents(given: unknown): { events: unknown[] } | { fault: string } {
  if (!Array.isArray(given)) return { fault: '`events` is no list' }
  try {
    return { events: takeCandidates(given) }
  } catch (cause) {
    return { fault: `\`events\` cannot be taken: ${messageOf(cause)}` }
  }
}

/** The answer of a source that checks itself, as plain data. */
export function readProblems(given: unknown): { problems: readonly SourceProblem[] } | { fault: string } {
  const copy = copyOf(given)
  if ('fault' in copy) return { fault: `it ${copy.fault}` }
  return problemList.Check(copy.value)
    ? { problems: copy.value }
    : { fault: `it is no list of problems${whereIn(problemList.Errors(copy.value))}` }
}

/** Its bytes are not copied: there may be many, and they can be nothing but bytes. */
export function readMemory(given: unknown): { memory?: MemoryChange[] } | { fault: string } {
  if (given === undefined) return {}
  const fault = { fault: '`memory` is no list of records' }
  if (!Array.isArray(given)) return fault
  const memory: MemoryChange[] = []
  for (const change of given) {
    const { key, value, drop } = isRecord(change) ? change : {}
    if (typeof drop === 'string') memory.push({ drop })
    else if (typeof key === 'string' && (value === null || value instanceof Uint8Array))
      memory.push({ key, value })
    else return fault
  }
  return { memory }
}

function readCursor(given: unknown): { cursor: Record<string, unknown> } | { fault: string } {
  if (!isRecord(given)) return { fault: '`cursor` is no object' }
  let json: string | undefined
  try {
    json = JSON.stringify(given)
  } catch {
    // The fault is named below.
  }
  if (json === undefined) return { fault: '`cursor` cannot be written as JSON' }
  if (json.length > LONGEST_CURSOR) {
    return { fault: `\`cursor\` is longer than ${LONGEST_CURSOR} characters of JSON` }
  }
  const cursor: unknown = JSON.parse(json)
  return isRecord(cursor) ? { cursor } : { fault: '`cursor` is no object once it is written as JSON' }
}

function copyOf(value: unknown): { value: unknown } | { fault: string } {
  if (typeof value !== 'object' || value === null) return { value }
  try {
    return { value: structuredClone(value) }
  } catch (cause) {
    return { fault: `cannot be read: ${messageOf(cause)}` }
  }
}

function whereIn(errors: ReadonlyArray<{ instancePath: string; message: string }>): string {
  const first = errors.at(-1)
  if (first === undefined || first.instancePath === '') return ''
  return ` (${first.instancePath.slice(1).replaceAll('/', '.')} ${first.message})`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
