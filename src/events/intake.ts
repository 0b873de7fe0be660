// The one way in: every event is validated, checked against the clock and redacted before it is stored.
import type { Millis } from '../core/clock.ts'
import { MINUTE } from '../core/duration.ts'
import { frozen } from '../core/parts/frozen.ts'
import { isStorable, NOT_STORABLE, storable } from '../core/reading/storable.ts'
import { isKept } from './attributes.ts'
import type { Event } from './event.ts'
import { redact } from './redact.ts'
import { createEventCheck, type EventCheck } from './schema.ts'
import { Unreadable } from './take.ts'

/** Of what a sender brings beside what is asked of it: it is counted, and nothing is lost with it. */
export const PASSED_OVER = 'passed_over'

/** Why slowburn itself refuses an event or a row: here, in a source of ours, or where lifecycles are joined. Other sources may have others. */
export const REFUSAL_REASONS = [
  'invalid',
  'foreign',
  'future',
  'too_late',
  'unexpected',
  'dropped',
  'unreadable',
  'unjoined',
  'unjoinable',
  PASSED_OVER,
] as const

export type RefusalReason = (typeof REFUSAL_REASONS)[number]

export interface Refusal {
  reason: Extract<RefusalReason, 'invalid' | 'foreign' | 'future' | 'too_late'>
  /** The id where there is one, and what is wrong. */
  detail: string
}

export interface IntakeOptions {
  /** Name of the source that brings them: it speaks for no other one. */
  source: string
  now: Millis
  /** Events older than this are refused. */
  oldest: Millis
}

/** How far a platform's clock may run ahead of ours before its events are refused. */
const CLOCK_TOLERANCE: Millis = 5 * MINUTE

/** Refusals of one batch of which it is said what is wrong: a sender that mistakes the format has it wrong in each. */
const MOST_IN_WORDS = 1000

/**
 * Splits candidates, as they were taken over, into events fit to be stored and refusals with a reason. Order is kept. They are ours:
 * what is admitted is the candidate itself, redacted.
 */
export function admit(
  candidates: readonly unknown[],
  options: IntakeOptions,
): { events: Event[]; refused: Refusal[] } {
  const events: Event[] = []
  const refused: Refusal[] = []
  const redacted = createRedacting()
  const cleaning = { faultOf: createEventCheck(), attributesOf: createCleaning(redacted) }
  for (const candidate of candidates) {
    const answer = admitOne(candidate, options, cleaning, refused.length < MOST_IN_WORDS)
    if ('event' in answer) events.push(answer.event)
    else refused.push(answer)
  }
  return { events, refused }
}

interface Cleaning {
  faultOf: EventCheck
  attributesOf(attributes: Event['attributes']): Record<string, string>
}

function admitOne(
  candidate: unknown,
  { source, now, oldest }: IntakeOptions,
  { faultOf, attributesOf }: Cleaning,
  inWords: boolean,
): { event: Event } | Refusal {
  if (candidate instanceof Unreadable) return { reason: 'invalid', detail: candidate.why }
  const fault = faultOf(candidate, inWords)
  if (fault !== null) return { reason: 'invalid', detail: `${idOf(candidate)}: ${fault}` }
  const event = candidate as Event
  if (event.source !== source) return { reason: 'foreign', detail: foreign(event, source) }
  if (event.at > now + CLOCK_TOLERANCE) return { reason: 'future', detail: event.id }
  if (event.at < oldest) return { reason: 'too_late', detail: event.id }
  // What it is known by is kept as it is or not at all: two that are kept as one text would be taken for each other.
  if (!isStorable(event.id) || !isStorable(event.subject))
    return { reason: 'invalid', detail: `${storable(idOf(event))}: its id or subject ${NOT_STORABLE}` }
  event.attributes = attributesOf(event.attributes)
  event.data = cleanData(event)
  return { event: frozen(event) }
}

/** The events of one row often share their attributes: these are cleaned once. */
function createCleaning(redacted: (text: string) => string) {
  let last: { of: Event['attributes']; clean: Record<string, string> } | null = null
  return (of: Event['attributes']): Record<string, string> => {
    if (last?.of === of) return last.clean
    const clean: Record<string, string> = {}
    for (const name in of) {
      if (isKept(name)) clean[storable(name)] = redacted(of[name] ?? '')
    }
    last = { of, clean }
    return clean
  }
}

/** Attributes repeat: each text is looked at once a batch. */
function createRedacting(): (text: string) => string {
  const known = new Map<string, string>()
  return text => {
    const found = known.get(text) ?? redact(text)
    known.set(text, found)
    return found
  }
}

/** As a store can keep it, and redacted what people and programs wrote in their own words. */
function cleanData(event: Event): Event['data'] {
  const { data } = Object.values(event.data).every(isKeepable) ? event : withStorable(event)
  if ('error' in data) return { ...data, error: redact(data.error ?? '') }
  return 'note' in data ? { ...data, note: redact(data.note ?? '') } : data
}

function isKeepable(value: unknown): boolean {
  return typeof value !== 'string' || isStorable(value)
}

function withStorable(event: Event): Event {
  const kept = Object.entries(event.data).map(([name, value]) => [
    name,
    typeof value === 'string' ? storable(value) : value,
  ])
  return { ...event, data: Object.fromEntries(kept) }
}

function foreign({ id, source }: Event, bringer: string): string {
  return `${id.slice(0, 80)}: its source is \`${source.slice(0, 80)}\`, which is not \`${bringer}\``
}

function idOf(candidate: unknown): string {
  if (typeof candidate !== 'object' || candidate === null || !('id' in candidate)) return 'event without id'
  return typeof candidate.id === 'string' ? candidate.id.slice(0, 80) : 'event with an id that is no text'
}
