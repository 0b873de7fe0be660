// What is wrong with a mapping onto the `data` of an event, whatever the values will be: known before a row is read.
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { nearestOf } from '../core/names/nearest.ts'
import { describe, payloads } from './schema.ts'

/** A field that is read from somewhere, or has the same value in every event. */
export type MappedField = { fixed: false } | { fixed: true; value: unknown }

/** `field` is null where it is what is not there. */
export interface MappingFault {
  field: string | null
  message: string
}

/** Faults of a mapping under which no event of the type could be taken. None for a type that is not in the vocabulary. */
export function faultsOfMapping(
  type: string,
  mapping: Readonly<Record<string, MappedField>>,
): readonly MappingFault[] {
  if (!Object.hasOwn(payloads, type)) return []
  const schema = payloads[type as keyof typeof payloads]
  const known = Object.keys(schema.properties)
  const unknown = Object.keys(mapping).filter(field => !known.includes(field))
  const meant = new Set(unknown.map(field => nearestOf(field, known)))
  const missing = (schema.required ?? []).filter(field => !Object.hasOwn(mapping, field) && !meant.has(field))
  return [
    ...unknown.map(field => ({ field, message: `is no field of ${type}: ${remedyOf(field, known)}` })),
    ...missing.map(field => ({
      field: null,
      message: `lacks ${field}, without which no ${type} is taken: add it`,
    })),
    ...Object.entries(mapping).flatMap(([field, mapped]) =>
      mapped.fixed && known.includes(field) ? faultsOfValue(type, field, mapped.value) : [],
    ),
  ]
}

function remedyOf(field: string, known: readonly string[]): string {
  if (known.length === 0) return 'it has none'
  const nearest = nearestOf(field, known)
  return nearest === null ? `it has ${known.join(', ')}` : `${nearest} is meant`
}

function faultsOfValue(type: string, field: string, value: unknown): MappingFault[] {
  const { properties } = payloads[type as keyof typeof payloads]
  const validator = Compile((properties as Readonly<Record<string, TSchema>>)[field] as TSchema)
  if (validator.Check(value)) return []
  return [{ field, message: describe('', validator.Errors(value)).replace(/^event /, '') }]
}
