// Fields that events of several kinds have.
import { Type } from 'typebox'

export const name = Type.String({ minLength: 1, maxLength: 200 })
export const text = Type.String({ maxLength: 2000 })
export const probability = Type.Number({ minimum: 0, maximum: 1 })

/** `table` is given where one source has several tables of a kind. */
export const origin = { table: Type.Optional(name) }

/** No other fields than those named. */
export const closed = { additionalProperties: false }
