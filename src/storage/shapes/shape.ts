// The shape of what is kept as JSON: what is wrong with a value, in a few words. A key that is not named is left alone, for
// another version may have written it.
import { type TObject, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { LAST_MOMENT } from '../../core/clock.ts'

/** What is wrong with a value; null: nothing. */
export type Shape = (value: unknown) => string | null

export function shape(schema: TSchema): Shape {
  const compiled = Compile(schema)
  return value => {
    if (compiled.Check(value)) return null
    const first = compiled.Errors(value).at(-1)
    const path = (first?.instancePath ?? '').slice(1).replaceAll('/', '.')
    return `${path === '' ? 'it' : path} ${first?.message ?? 'is not valid'}`
  }
}

/** Names every field of a type, so that none is forgotten. */
export function fieldsOf<T extends object>(
  fields: {
    readonly [K in keyof Required<T>]: TSchema
  },
): TObject {
  return Type.Object(fields)
}

export const moment = Type.Number({ minimum: 0, maximum: LAST_MOMENT })
export const text = Type.String()
export const named = Type.String({ minLength: 1 })
export const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
export const labels = Type.Record(Type.String(), Type.String())

/** What is infinite, or no number, is null in JSON. */
export const figure = orNull(Type.Number({ minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE }))
export const interval = Type.Object({ value: figure, lower: figure, upper: figure })

export function orNull(schema: TSchema): TSchema {
  return Type.Union([schema, Type.Null()])
}

export function oneOf(names: readonly string[]): TSchema {
  return Type.Union(names.map(name => Type.Literal(name)))
}
