// The one door: every event is validated, checked against the clock and redacted before it is stored.
import type { Millis } from '../core/clock.ts'
import { MINUTE } from '../core/duration.ts'
import { isKept } from './attributes.ts'
import type { Event } from './event.ts'
import { redact } from './redact.ts'
import { faultOfEvent } from './schema.ts'

export type RefusalReason = 'invalid' | 'future' | 'too_late'

export interface Refusal {
  reason: RefusalReason
  /** The id where there is one, and what is wrong. */
  detail: string
}

export interface IntakeOptions {
  now: Millis
  /** Events older than this are refused. */
  oldest: Millis
}

/** How far a platform's clock may run ahead of ours before its events are refused. */
const CLOCK_TOLERANCE: Millis = 5 * MINUTE

/** Splits candidates into events fit to be stored and refusals with a reason. Order is kept. */
export function admit(
  candidates: readonly unknown[],
  { now, oldest }: IntakeOptions,
): { events: Event[]; refused: Refusal[] } {
  const events: Event[] = []
  const refused: Refusal[] = []
  const redacted = createRedacting()
  const attributesOf = createCleaning(redacted)
  for (const candidate of candidates) {
    const fault = faultOfEvent(candidate)
    if (fault !== null) {
      refused.push({ reason: 'invalid', detail: `${idOf(candidate)}: ${fault}` })
      continue
    }
    const event = candidate as Event
    if (event.at > now + CLOCK_TOLERANCE) refused.push({ reason: 'future', detail: event.id })
    else if (event.at < oldest) refused.push({ reason: 'too_late', detail: event.id })
    else
      events.push({ ...event, attributes: attributesOf(event.attributes), data: cleanData(event) } as Event)
  }
  return { events, refused }
}

/** The events of one row often share their attributes: these are cleaned once. */
function createCleaning(redacted: (text: string) => string) {
  let last: { of: Event['attributes']; clean: Record<string, string> } | null = null
  return (of: Event['attributes']): Record<string, string> => {
    if (last?.of === of) return last.clean
    const clean: Record<string, string> = {}
    for (const name in of) {
      if (isKept(name)) clean[name] = redacted(of[name] ?? '')
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

/** What people and programs wrote in their own words. */
function cleanData({ data }: Event): Event['data'] {
  if ('error' in data) return { ...data, error: redact(data.error ?? '') }
  return 'note' in data ? { ...data, note: redact(data.note ?? '') } : data
}

function idOf(candidate: unknown): string {
  if (typeof candidate !== 'object' || candidate === null || !('id' in candidate)) return 'event without id'
  return typeof candidate.id === 'string' ? candidate.id.slice(0, 80) : 'event with an id that is no text'
}
