// What a span tells: a task that started and ended, where a convention says that it is work. It is known by its trace and its own id, so
// that it may come late, twice, or before the span that it is a part of.
import type { Millis } from '../../core/clock.ts'
import { isKept } from '../../events/attributes.ts'
import { firstOf, holdAll, holdsAny, joined, momentOf, numberOf, textOf } from './attributes.ts'
import { CLAIM, type Work } from './conventions.ts'
import { millisOf, type Span, type Value } from './model.ts'
import { type Candidate, claimSubject, identified, idOf, LONGEST_NAME, type Told } from './told.ts'

/** Of `StatusCode`. */
const ERROR = 2
const LONGEST_ERROR = 2000
/** Kept of one span: names that begin with `slowburn.` may be any number. */
const MOST_ATTRIBUTES = 64

/** Names of attributes under which older conventions say what one of those that are kept does. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['deployment.environment', 'deployment.environment.name'],
])

/** Nothing at all of a span that is no work. */
export function tellSpan(span: Span, source: string, known: readonly Work[]): Told {
  const work = known.find(({ when }) => holdAll(span, when))
  if (work === undefined) return { events: [], unknown: true }
  if (work.ignore === true) return { events: [] }
  const subject = identified(span.traceId, span.spanId)
  if (subject === null)
    return {
      events: [],
      fault:
        'a span whose ids are not 16 and 8 bytes (in JSON: 32 and 16 hexadecimal digits), or are all zero',
    }
  if (span.startAt <= 0) return { events: [], fault: `${subject}: a span without a start` }
  if (span.endAt !== 0 && span.endAt < span.startAt)
    return { events: [], fault: `${subject}: a span that ends before it starts` }
  const taskType = (joined(span, work.taskType) || span.name).slice(0, LONGEST_NAME)
  if (taskType === '')
    return { events: [], fault: `${subject}: a span that nothing says the kind of work of` }
  return { events: eventsOf(span, work, { source, subject, taskType }) }
}

interface Task {
  source: string
  subject: string
  taskType: string
}

function eventsOf(span: Span, work: Work, { source, subject, taskType }: Task): Candidate[] {
  const attributes = keptOf(span, work)
  const model = textOf(span, work.model)?.slice(0, LONGEST_NAME)
  const variant = textOf(span, work.variant)?.slice(0, LONGEST_NAME)
  const data = {
    taskType,
    ...(model === undefined ? {} : { model }),
    ...(variant === undefined ? {} : { variant }),
  }
  const event = (type: string, at: Millis, more: object = {}): Candidate => ({
    id: idOf(subject, type.slice(type.indexOf('.') + 1), source),
    type,
    at,
    source,
    subject,
    attributes,
    data: { ...data, ...more },
  })
  const startedAt = millisOf(span.startAt)
  const queuedAt = momentOf(firstOf(span, work.queuedAt))
  const events = [event('task.started', startedAt)]
  // Two clocks may differ: a task that was queued after it had started was not.
  if (queuedAt !== undefined && queuedAt <= startedAt) events.unshift(event('task.queued', queuedAt))
  if (span.endAt === 0) return events
  const endedAt = millisOf(span.endAt)
  if (span.status.code !== ERROR && !holdsAny(span, work.failed)) events.push(event('task.finished', endedAt))
  else events.push(event('task.failed', endedAt, { ...errorOf(span, work), phantom: false }))
  return [...events, ...claimOf(span, { source, subject, taskType }, endedAt, model)]
}

/** What went wrong, in the words of whoever says the most. */
function errorOf(span: Span, work: Work): { error?: string } {
  const exception = span.events.findLast(({ name }) => name === 'exception')
  const said =
    textOf(span, work.error) ??
    (exception && textOf({ ...exception, resource: NOTHING }, ['exception.message', 'exception.type'])) ??
    (span.status.message === '' ? textOf(span, ['error.type']) : span.status.message)
  return said === undefined ? {} : { error: said.slice(0, LONGEST_ERROR) }
}

const NOTHING: ReadonlyMap<string, Value> = new Map()

/** A span that states how sure it is of what it has done makes a claim when it ends. */
function claimOf(
  span: Span,
  { source, subject, taskType }: Task,
  at: Millis,
  model: string | undefined,
): Candidate[] {
  const probability = numberOf(span, CLAIM.probability)
  if (probability === undefined) return []
  const claimType = (textOf(span, CLAIM.type) ?? taskType).slice(0, LONGEST_NAME)
  const of = claimSubject(subject, claimType)
  return [
    {
      id: idOf(of, 'made', source),
      type: 'claim.made',
      at,
      source,
      subject: of,
      attributes: {},
      data: { claimType, probability, ...(model === undefined ? {} : { model }) },
    },
  ]
}

/** Attributes that are kept, of the span and of where it is from, under the names of today. */
function keptOf(span: Span, work: Work): Record<string, string> {
  const kept: Record<string, string> = {}
  let room = MOST_ATTRIBUTES
  for (const attributes of [span.resource, span.attributes]) {
    for (const [name, value] of attributes) {
      const renamed = RENAMED.get(name) ?? name
      if (!isKept(renamed) || renamed.length > LONGEST_NAME || room === 0) continue
      kept[renamed] = String(value)
      room -= 1
    }
  }
  for (const [name, names] of [
    ['gen_ai.usage.input_tokens', work.inputTokens],
    ['gen_ai.usage.output_tokens', work.outputTokens],
    ['slowburn.retries', work.retries],
  ] as const) {
    const count = numberOf(span, names)
    if (count !== undefined) kept[name] = String(count)
  }
  return kept
}
