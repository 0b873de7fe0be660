// Whether a request is signed by Stripe, as the package of Stripe judges it.
import { createRequire } from 'node:module'
import type Stripe from 'stripe'
import type { Millis } from '../../core/clock.ts'
import { missingPart, SourceError } from '../../core/errors.ts'
import type { ReceivedHeaders } from '../source.ts'

export interface Signing {
  secrets: readonly string[]
  /** Milliseconds. */
  tolerance: Millis
}

export type IsSigned = (headers: ReceivedHeaders, body: Uint8Array, now: Millis) => boolean

/** Throws SourceError where the package is not installed. */
export function createSignatureCheck({ secrets, tolerance }: Signing): IsSigned {
  const { signature } = stripePackage().webhooks
  if (signature === null) throw new SourceError('the package of Stripe has nothing that verifies signatures')
  const seconds = Math.ceil(tolerance / 1000)
  return ({ 'stripe-signature': header }, body, now) => {
    if (typeof header !== 'string' || body.length === 0) return false
    return secrets.some(secret => {
      try {
        return signature.verifyHeader(body, header, secret, seconds, undefined, now)
      } catch {
        return false
      }
    })
  }
}

/** Loaded where a source asks for it, and at once, for a source is made at once: it takes .07 s. */
function stripePackage(): typeof Stripe {
  const missing = missingPart('what verifies the signatures of Stripe', 'stripe')
  if (missing !== null) throw new SourceError(`${missing.message}. ${missing.remedy ?? ''}`)
  return createRequire(import.meta.url)('stripe') as typeof Stripe
}
