// What is said of an investment.
import { Type } from 'typebox'
import { closed, name, origin } from '../fields.ts'

export const roi = {
  'roi.projected': Type.Object(
    { ...origin, amount: Type.Number(), currency: Type.Optional(name), category: Type.Optional(name) },
    closed,
  ),
  'roi.realised': Type.Object({ amount: Type.Number(), currency: Type.Optional(name) }, closed),
  'roi.written_off': Type.Object({ amount: Type.Optional(Type.Number()) }, closed),
  'roi.removed': Type.Object({}, closed),
} as const
