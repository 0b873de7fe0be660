// The vocabulary of events as the JSON Schema that it is.
import { members } from '../../src/events/vocabulary/members.ts'

/** As much of JSON Schema as the vocabulary uses. */
export interface Schema {
  type?: string
  const?: unknown
  anyOf?: readonly Schema[]
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
}

/** By type of event. */
export function vocabulary(): Readonly<Record<string, Schema>> {
  return Object.assign({}, ...members)
}
