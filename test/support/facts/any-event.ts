// Any event of a kind of lifecycle, made from what its schema allows: for kinds of which a test knows nothing else.
import * as fc from 'fast-check'
import { nearestOf } from '../../../src/core/names/nearest.ts'
import { payloads } from '../../../src/events/schema.ts'
import type { LifecycleEvent } from '../../../src/lifecycles/join.ts'
import { type LifecycleKind, lifecycleKinds } from '../../../src/lifecycles/registry.ts'
import { event } from './joining.ts'

/** As much of JSON Schema as the vocabulary uses. */
interface Schema {
  type?: string
  const?: unknown
  anyOf?: readonly Schema[]
  items?: Schema
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
}

/** Events of one subject at a few moments, so that they meet. */
export function anyEventOf(kind: LifecycleKind): fc.Arbitrary<LifecycleEvent> {
  const { identity } = lifecycleKinds[kind]
  return fc.oneof(
    ...typesOf(kind).map(type =>
      fc.tuple(fc.integer({ min: 0, max: 5 }), dataOf(type)).map(([at, data]) => ({
        ...event(type, at, data as never),
        ...(identity === 'event' && { id: 'same' }),
      })),
    ),
  )
}

/** In the order in which the kind names them. */
export function typesOf(kind: LifecycleKind): Array<LifecycleEvent['type']> {
  return Object.keys(lifecycleKinds[kind].joins) as Array<LifecycleEvent['type']>
}

/** What an event of the type may say. Throws, naming the field, where its schema says what is not known here. */
export function dataOf(type: LifecycleEvent['type']): fc.Arbitrary<unknown> {
  const schema = (payloads as unknown as Readonly<Record<string, Schema | undefined>>)[type]
  if (schema === undefined) {
    const meant = nearestOf(type, Object.keys(payloads))
    const hint = meant === null ? '' : `; did you mean ${meant}?`
    throw new TypeError(`a kind of lifecycle joins ${type}, which src/events/vocabulary does not have${hint}`)
  }
  return valueFor(schema, type)
}

/** Of few values, so that they are often the same. */
function valueFor(schema: Schema, where: string): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(one => valueFor(one, where)))
  if ('const' in schema) return fc.constant(schema.const)
  switch (schema.type) {
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return fc.constantFrom('a', 'b')
    case 'number':
      return numberFor(schema)
    case 'integer':
      return numberFor(schema).map(Math.ceil)
    case 'array':
      return fc.array(valueFor(schema.items ?? { type: 'boolean' }, `${where}[]`), { maxLength: 2 })
    case 'object':
      return recordFor(schema, where)
    default:
      throw new TypeError(
        `${where} (src/events/vocabulary): test/support/facts/any-event.ts knows no value for ${JSON.stringify(schema)}`,
      )
  }
}

function numberFor({ minimum = 0, exclusiveMinimum, maximum = 4 }: Schema): fc.Arbitrary<number> {
  return fc.constantFrom(exclusiveMinimum === undefined ? minimum : maximum / 2, maximum)
}

function recordFor({ properties = {}, required = [] }: Schema, where: string): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(
    ([name, field]) => [name, valueFor(field, `${where}.${name}`)] as const,
  )
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] })
}
