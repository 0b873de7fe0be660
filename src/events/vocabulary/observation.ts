// What is observed at one moment.
import { Type } from 'typebox'
import { closed, name } from '../fields.ts'

export const observation = {
  /** Any number the platform already has, or (with value 1) the bare fact that a row was written. */
  'gauge.observed': Type.Object({ name, value: Type.Number() }, closed),
} as const
