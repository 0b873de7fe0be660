// Any event of a kind of lifecycle, made from what its schema allows: for kinds of which a test knows nothing else.
import * as fc from 'fast-check'
import { payloads } from '../../../src/events/schema.ts'
import type { LifecycleEvent } from '../../../src/lifecycles/join.ts'
import { type LifecycleKind, lifecycleKinds } from '../../../src/lifecycles/registry.ts'
import { event } from './joining.ts'

/** As much of JSON Schema as the vocabulary uses. */
interface Schema {
  type?: string
  const?: unknown
  anyOf?: readonly Schema[]
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

/** What an event of the type may say. */
export function dataOf(type: LifecycleEvent['type']): fc.Arbitrary<unknown> {
  return valueFor(payloads[type] as unknown as Schema)
}

/** Of few values, so that they are often the same. */
function valueFor(schema: Schema): fc.Arbitrary<unknown> {
  const { minimum = 0, exclusiveMinimum, maximum = 4 } = schema
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valueFor))
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'string') return fc.constantFrom('a', 'b')
  if (schema.type === 'number') {
    return fc.constantFrom(exclusiveMinimum === undefined ? minimum : maximum / 2, maximum)
  }
  if (schema.type !== 'object') throw new TypeError(`no value is known for ${JSON.stringify(schema)}`)
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => [name, valueFor(field)] as const,
  )
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...(schema.required ?? [])] })
}
