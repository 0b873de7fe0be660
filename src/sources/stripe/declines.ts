// Whose it is to mend a charge that failed. Stripe's codes: https://docs.stripe.com/declines/codes and /error-codes.
import type { EventData } from '../../events/event.ts'

type Fault = NonNullable<EventData<'checkout.failed'>['fault']>

export interface Decline {
  reason: string
  fault: Fault
}

interface Said {
  /** The decline code, or the code of the error where there is none. */
  code: string | null
  /** `issuer_declined`, `blocked`, `invalid`: who ended it, as Stripe sees it. */
  outcome: string | null
}

const CODES: Readonly<Partial<Record<Fault, readonly string[]>>> = {
  authentication: [
    'authentication_not_handled',
    'authentication_required',
    'mobile_device_authentication_required',
    'offline_pin_required',
    'online_or_offline_pin_required',
    'payment_intent_authentication_failure',
  ],
  customer: [
    'expired_card',
    'incorrect_address',
    'incorrect_cvc',
    'incorrect_number',
    'incorrect_pin',
    'incorrect_zip',
    'invalid_cvc',
    'invalid_expiry_month',
    'invalid_expiry_year',
    'invalid_number',
    'invalid_pin',
    'pin_try_exceeded',
  ],
  ours: [
    'amount_too_large',
    'amount_too_small',
    'currency_not_supported',
    'duplicate_transaction',
    'elevated_risk_level',
    'highest_risk_level',
    'invalid_amount',
    'merchant_blacklist',
    'rule',
    'test_mode_live_card',
    'testmode_decline',
  ],
  processor: ['processing_error', 'reenter_transaction'],
  issuer: [
    'approve_with_id',
    'call_issuer',
    'card_declined',
    'card_not_supported',
    'card_velocity_exceeded',
    'do_not_honor',
    'do_not_try_again',
    'fraudulent',
    'generic_decline',
    'insufficient_funds',
    'invalid_account',
    'issuer_not_available',
    'lost_card',
    'new_account_information_available',
    'no_action_taken',
    'not_permitted',
    'pickup_card',
    'restricted_card',
    'revocation_of_all_authorizations',
    'revocation_of_authorization',
    'security_violation',
    'service_not_allowed',
    'stolen_card',
    'stop_payment_order',
    'transaction_not_allowed',
    'try_again_later',
    'withdrawal_count_limit_exceeded',
  ],
}

const FAULTS: ReadonlyMap<string, Fault> = new Map(
  Object.entries(CODES).flatMap(([fault, codes]) => codes.map(code => [code, fault as Fault] as const)),
)

/** What Stripe itself has stopped is ours, whatever code it gives: a rule of Radar, or a request that is none. */
export function declineOf({ code, outcome }: Said): Decline {
  const reason = code ?? outcome ?? 'unknown'
  const byCode = code === null ? undefined : FAULTS.get(code)
  const stopped = outcome === 'blocked' || outcome === 'invalid'
  const isOurs = stopped && byCode !== 'customer' && byCode !== 'authentication'
  if (isOurs) return { reason, fault: 'ours' }
  return { reason, fault: byCode ?? (outcome === 'issuer_declined' ? 'issuer' : 'unknown') }
}
