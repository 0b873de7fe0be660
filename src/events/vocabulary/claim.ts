// What is said of a claim.
import { Type } from 'typebox'
import { closed, name, origin, probability } from '../fields.ts'

/** Who or what verified a claim. */
export const verifier = Type.Union([
  Type.Literal('human'),
  Type.Literal('test'),
  Type.Literal('model'),
  Type.Literal('self'),
])

export const claim = {
  /** `propensity`: the probability, fixed before the outcome was known, that this claim is audited. */
  'claim.made': Type.Object(
    {
      ...origin,
      claimType: name,
      model: Type.Optional(name),
      probability,
      propensity: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    },
    closed,
  ),
  /** `audit`: it was verified because it was drawn at random, with the propensity of its claim. */
  'claim.verified': Type.Object({ outcome: Type.Boolean(), verifier, audit: Type.Boolean() }, closed),
  'claim.removed': Type.Object({}, closed),
} as const
