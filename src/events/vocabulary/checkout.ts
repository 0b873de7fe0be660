// What is said of a checkout: of each step by which money comes in, or goes back.
import { Type } from 'typebox'
import { closed, name } from '../fields.ts'

/** Who is to mend a step that failed. */
const checkoutFault = Type.Union([
  /** The bank of the customer said no. */
  Type.Literal('issuer'),
  /** The customer was to show who they are, and did not. */
  Type.Literal('authentication'),
  /** The customer mistyped, or the card is over. */
  Type.Literal('customer'),
  /** Something between us and the bank. */
  Type.Literal('processor'),
  /** A rule or a request of ours. */
  Type.Literal('ours'),
  Type.Literal('unknown'),
])

const step = { step: name }

export const checkout = {
  /** `step`: which one, as `checkout`, `payment`, `charge`, `refund`: few words, for each becomes a series. */
  'checkout.started': Type.Object(step, closed),
  'checkout.completed': Type.Object(step, closed),
  /** Nobody went on with it, or it was called off. */
  'checkout.expired': Type.Object({ ...step, reason: Type.Optional(name) }, closed),
  'checkout.failed': Type.Object(
    { ...step, reason: Type.Optional(name), fault: Type.Optional(checkoutFault) },
    closed,
  ),
} as const
