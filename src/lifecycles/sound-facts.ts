// Holds what a kind of lifecycle makes of an event to its contract, before it is kept: what is no moment or no number there would be
// wrong in every cell that it is added up in.
import { LAST_MOMENT } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Facts } from './facts.ts'

/** What is wrong with facts, in a few words; null: nothing. */
export function faultOfFacts(facts: unknown): string | null {
  if (typeof facts !== 'object' || facts === null)
    return `it makes ${messageOf(facts)} of an event, which is no facts`
  const { openedAt, startedAt, start, endedAt, outcome, measures, labels } = facts as Partial<
    Record<keyof Facts, unknown>
  >
  if (!isMoment(openedAt)) return `openedAt is ${messageOf(openedAt)}`
  if (!isMoment(startedAt)) return `startedAt is ${messageOf(startedAt)}`
  if (!isMoment(endedAt)) return `endedAt is ${messageOf(endedAt)}`
  if (start !== null && start !== 'measured' && start !== 'reconstructed')
    return `start is ${messageOf(start)}`
  if (outcome !== null && (typeof outcome !== 'string' || outcome === ''))
    return `outcome is ${messageOf(outcome)}`
  return faultOfEach('measures', measures, isNumber) ?? faultOfEach('labels', labels, isText)
}

function faultOfEach(name: string, values: unknown, isOne: (value: unknown) => boolean): string | null {
  if (typeof values !== 'object' || values === null) return `${name} is ${messageOf(values)}`
  for (const key in values) {
    const value: unknown = (values as Record<string, unknown>)[key]
    if (!isOne(value)) return `${name}.${key} is ${messageOf(value)}`
  }
  return null
}

function isMoment(value: unknown): boolean {
  return value === null || (typeof value === 'number' && Math.abs(value) <= LAST_MOMENT)
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
