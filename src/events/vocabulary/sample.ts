// What a system that keeps numbers says of one of its series.
import { Type } from 'typebox'
import { closed, name } from '../fields.ts'

export const sample = {
  /** Of the stretch of time that ends with it. `name`: of the query; `labels`: of which of its series it is, as `{job="api"}`. */
  'sample.taken': Type.Object(
    { name, labels: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })), value: Type.Number() },
    closed,
  ),
} as const
