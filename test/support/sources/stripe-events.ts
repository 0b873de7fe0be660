// Events of Stripe for tests: objects with the fields that its API reference gives them, as an event shows them at its time, and
// their signatures by the package of Stripe.
import { createHmac } from 'node:crypto'
import { Stripe } from 'stripe'

export const SECRET = 'whsec_0123456789abcdefghij'

/** Seconds since 1970. */
export type Seconds = number

export interface StripeEvent {
  id: string
  object: 'event'
  api_version: string
  created: Seconds
  data: { object: Record<string, unknown> }
  livemode: boolean
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
  type: Stripe.Event['type']
}

let last = 0

/** Of one object; `more` replaces what an event usually says beside it. */
export function stripeEvent(
  type: Stripe.Event['type'],
  created: Seconds,
  object: Record<string, unknown>,
  more: Partial<StripeEvent> & Record<string, unknown> = {},
): StripeEvent {
  last += 1
  return {
    id: `evt_${String(last).padStart(8, '0')}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created,
    data: { object },
    livemode: true,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
    ...more,
  }
}

type More = Record<string, unknown>

export function session(id: string, created: Seconds, more: More = {}): More {
  const rest = { mode: 'payment', status: 'complete', payment_status: 'paid', expires_at: created + 86_400 }
  return {
    id,
    object: 'checkout.session',
    created,
    amount_total: 2000,
    currency: 'eur',
    livemode: true,
    ...rest,
    ...more,
  }
}

export function intent(id: string, created: Seconds, more: More = {}): More {
  const rest = {
    status: 'requires_payment_method',
    last_payment_error: null,
    canceled_at: null,
    cancellation_reason: null,
  }
  return {
    id,
    object: 'payment_intent',
    created,
    amount: 2000,
    currency: 'eur',
    livemode: true,
    ...rest,
    ...more,
  }
}

export function charge(id: string, created: Seconds, more: More = {}): More {
  const outcome = { network_status: 'approved_by_network', reason: null, type: 'authorized' }
  const rest = { status: 'succeeded', failure_code: null, outcome }
  return { id, object: 'charge', created, amount: 2000, currency: 'eur', livemode: true, ...rest, ...more }
}

/** A charge that failed with that decline code. */
export function declinedCharge(id: string, created: Seconds, reason: string, type = 'issuer_declined'): More {
  const outcome = { network_status: 'declined_by_network', reason, type }
  return charge(id, created, { status: 'failed', failure_code: 'card_declined', outcome })
}

export function invoice(id: string, created: Seconds, more: More = {}): More {
  const transitions = {
    finalized_at: created + 3600,
    paid_at: null,
    voided_at: null,
    marked_uncollectible_at: null,
  }
  const rest = { status: 'open', amount_due: 900, amount_paid: 0, status_transitions: transitions }
  return { id, object: 'invoice', created, currency: 'eur', livemode: true, ...rest, ...more }
}

export function refund(id: string, created: Seconds, more: More = {}): More {
  return { id, object: 'refund', created, amount: 500, currency: 'eur', status: 'succeeded', ...more }
}

export function dispute(id: string, created: Seconds, more: More = {}): More {
  const rest = { status: 'needs_response', reason: 'fraudulent' }
  return { id, object: 'dispute', created, amount: 2000, currency: 'eur', livemode: true, ...rest, ...more }
}

/** The header that Stripe sends with a body: a signature by each secret, for there are several while one is rotated. */
export function signatureOf(
  body: string | Uint8Array,
  at: Seconds,
  secrets: readonly string[] = [SECRET],
): string {
  const payload = typeof body === 'string' ? body : Buffer.from(body).toString()
  const [first = SECRET, ...others] = secrets
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret: first, timestamp: at })
  const further = others.map(secret => createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex'))
  return [header, ...further.map(hex => `v1=${hex}`)].join(',')
}
