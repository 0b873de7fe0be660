// What becomes of a payment, read from the object that an event of Stripe shows as it was at its time. Only fields that every
// version of its API since 2019 has are read.
import type { EventData } from '../../events/event.ts'
import { declineOf } from './declines.ts'

/** Seconds since 1970, as Stripe counts. */
type Seconds = number

export type Shown = Readonly<Record<string, unknown>>

export type End =
  | { type: 'completed'; at?: Seconds }
  | { type: 'expired'; at?: Seconds; reason?: string }
  | ({ type: 'failed'; at?: Seconds } & Pick<EventData<'checkout.failed'>, 'reason' | 'fault'>)

export interface Step {
  name: string
  /** When it began; left out where that is the object's own `created`. */
  startedAt?(object: Shown): Seconds | null
  /** Whether the object has not ended: an event that ends nothing says then that it has begun. */
  isOpen(object: Shown): boolean
  /** How it ended, of the types of event that may say so; null where it has not. */
  ends: Readonly<Record<string, (object: Shown) => End | null>>
}

const completed = (): End => ({ type: 'completed' })

const SESSION_PAID = ['paid', 'no_payment_required']

/** By the name that Stripe gives to objects of the kind. Sessions are first heard of when they end. */
export const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  [
    'checkout.session',
    {
      name: 'checkout',
      isOpen: ({ status, payment_status }) =>
        status === 'open' || (status === 'complete' && payment_status === 'unpaid'),
      ends: {
        // A bank debit is not paid yet when the customer is through.
        'checkout.session.completed': ({ payment_status }) =>
          SESSION_PAID.includes(String(payment_status)) ? completed() : null,
        'checkout.session.async_payment_succeeded': completed,
        'checkout.session.async_payment_failed': () => ({ type: 'failed', reason: 'async_payment_failed' }),
        'checkout.session.expired': () => ({ type: 'expired' }),
      },
    },
  ],
  [
    'payment_intent',
    {
      name: 'payment',
      isOpen: ({ status }) => status !== 'succeeded' && status !== 'canceled',
      ends: {
        'payment_intent.succeeded': completed,
        'payment_intent.canceled': ({ cancellation_reason }) => ({
          type: 'expired',
          ...reasonOf(cancellation_reason),
        }),
      },
    },
  ],
  [
    'charge',
    {
      name: 'charge',
      isOpen: ({ status }) => status === 'pending',
      ends: { 'charge.succeeded': completed, 'charge.failed': declined },
    },
  ],
  [
    'invoice',
    {
      name: 'invoice',
      // A draft is nobody's debt yet, and what costs nothing is no money that comes.
      startedAt: object =>
        owes(object) ? (numberIn(transitionsOf(object).finalized_at) ?? numberIn(object.created)) : null,
      isOpen: object => object.status === 'open',
      ends: {
        'invoice.paid': paid,
        'invoice.payment_succeeded': paid,
        'invoice.voided': object => ({
          type: 'expired',
          reason: 'voided',
          ...momentOf(transitionsOf(object).voided_at),
        }),
        'invoice.marked_uncollectible': object => ({
          type: 'failed',
          reason: 'uncollectible',
          ...momentOf(transitionsOf(object).marked_uncollectible_at),
        }),
      },
    },
  ],
  [
    'refund',
    {
      name: 'refund',
      isOpen: ({ status }) => status === 'pending' || status === 'requires_action',
      ends: {
        'refund.created': refunded,
        'refund.updated': refunded,
        'refund.failed': refunded,
        'charge.refund.updated': refunded,
      },
    },
  ],
  [
    'dispute',
    {
      name: 'dispute',
      isOpen: ({ status }) => !['won', 'lost', 'warning_closed', 'prevented'].includes(String(status)),
      ends: {
        'charge.dispute.closed': ({ status, reason }) =>
          status === 'lost' ? { type: 'failed', ...reasonOf(reason) } : completed(),
      },
    },
  ],
])

/** An attempt that the customer did not authenticate, say, has no charge: only the payment tells of it. */
export function chargelessDecline(type: string, { last_payment_error: error }: Shown): End | null {
  if (type !== 'payment_intent.payment_failed' || !isShown(error)) return null
  if (typeof error.charge === 'string') return null
  const code = wordIn(error.decline_code) ?? wordIn(error.code)
  return { type: 'failed', ...declineOf({ code, outcome: null }) }
}

function declined({ outcome, failure_code }: Shown): End {
  const said = isShown(outcome) ? outcome : {}
  const code = wordIn(said.reason) ?? wordIn(failure_code)
  return { type: 'failed', ...declineOf({ code, outcome: wordIn(said.type) }) }
}

function paid(object: Shown): End {
  return { type: 'completed', ...momentOf(transitionsOf(object).paid_at) }
}

function refunded({ status, failure_reason }: Shown): End | null {
  if (status === 'succeeded') return completed()
  if (status === 'failed') return { type: 'failed', ...reasonOf(failure_reason) }
  return status === 'canceled' ? { type: 'expired', reason: 'canceled' } : null
}

function owes({ amount_due: due }: Shown): boolean {
  return typeof due === 'number' && due > 0
}

function transitionsOf({ status_transitions: transitions }: Shown): Shown {
  return isShown(transitions) ? transitions : {}
}

function momentOf(value: unknown): { at?: Seconds } {
  const at = numberIn(value)
  return at === null ? {} : { at }
}

function reasonOf(value: unknown): { reason?: string } {
  const reason = wordIn(value)
  return reason === null ? {} : { reason }
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

/** A code, and no text that somebody wrote: it becomes a label. */
function wordIn(value: unknown): string | null {
  return typeof value === 'string' && /^[\w.-]{1,60}$/.test(value) ? value : null
}

export function isShown(value: unknown): value is Shown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
