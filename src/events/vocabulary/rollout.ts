// What is said of the versions of a platform.
import { Type } from 'typebox'
import { closed, name, text } from '../fields.ts'

export const rollout = {
  /** A version took over; without a component it is that of the whole platform. `by`: who said so. */
  'rollout.changed': Type.Object(
    {
      version: name,
      component: Type.Optional(name),
      environment: Type.Optional(name),
      note: Type.Optional(text),
      by: Type.Optional(name),
    },
    closed,
  ),
} as const
