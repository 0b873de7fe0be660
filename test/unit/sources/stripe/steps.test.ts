import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chargelessDecline, STEPS } from '../../../../src/sources/stripe/steps.ts'
import {
  charge,
  declinedCharge,
  dispute,
  intent,
  invoice,
  refund,
  session,
} from '../../../support/sources/stripe-events.ts'

const endOf = (type: string, object: Record<string, unknown>) =>
  STEPS.get(String(object.object))?.ends[type]?.(object) ?? null

describe('a step of a payment', () => {
  test('of a session is over once it is paid, not once the customer is through', () => {
    const unpaid = session('cs_1', 1, { payment_status: 'unpaid' })
    assert.equal(endOf('checkout.session.completed', unpaid), null)
    assert.equal(STEPS.get('checkout.session')?.isOpen(unpaid), true)
    assert.deepEqual(endOf('checkout.session.completed', session('cs_1', 1)), { type: 'completed' })
    assert.equal(endOf('checkout.session.async_payment_failed', unpaid)?.type, 'failed')
    assert.equal(
      endOf('checkout.session.expired', session('cs_1', 1, { status: 'expired' }))?.type,
      'expired',
    )
  })

  test('of a payment goes on after a decline, and is given up when it is cancelled', () => {
    const tried = intent('pi_1', 1, { last_payment_error: { code: 'card_declined', charge: 'ch_1' } })
    assert.equal(endOf('payment_intent.payment_failed', tried), null)
    assert.equal(STEPS.get('payment_intent')?.isOpen(tried), true)
    const cancelled = intent('pi_1', 1, { status: 'canceled', cancellation_reason: 'abandoned' })
    assert.deepEqual(endOf('payment_intent.canceled', cancelled), { type: 'expired', reason: 'abandoned' })
  })

  test('of a charge that failed has the decline code and whose fault it is', () => {
    assert.deepEqual(endOf('charge.failed', declinedCharge('ch_1', 1, 'do_not_honor')), {
      type: 'failed',
      reason: 'do_not_honor',
      fault: 'issuer',
    })
    const bare = charge('py_1', 1, { status: 'failed', failure_code: 'insufficient_funds', outcome: null })
    assert.deepEqual(endOf('charge.failed', bare), {
      type: 'failed',
      reason: 'insufficient_funds',
      fault: 'issuer',
    })
  })

  test('that was tried without a charge is known from the payment alone', () => {
    const error = { code: 'payment_intent_authentication_failure', type: 'invalid_request_error' }
    const decline = (more: object) =>
      chargelessDecline('payment_intent.payment_failed', intent('pi_1', 1, { last_payment_error: more }))
    assert.deepEqual(decline(error), {
      type: 'failed',
      reason: 'payment_intent_authentication_failure',
      fault: 'authentication',
    })
    assert.equal(decline({ ...error, charge: 'ch_1' }), null)
    assert.equal(chargelessDecline('payment_intent.created', intent('pi_1', 1)), null)
  })

  test('of an invoice begins when it is owed and ends when the invoice says', () => {
    const step = STEPS.get('invoice')
    assert.equal(step?.startedAt?.(invoice('in_1', 100)), 3700)
    assert.equal(step?.startedAt?.(invoice('in_1', 100, { amount_due: 0 })), null)
    const transitions = { finalized_at: 3700, paid_at: 5000 }
    const paid = invoice('in_1', 100, { status: 'paid', status_transitions: transitions })
    assert.deepEqual(endOf('invoice.paid', paid), { type: 'completed', at: 5000 })
    assert.deepEqual(endOf('invoice.payment_succeeded', paid), { type: 'completed', at: 5000 })
    assert.equal(endOf('invoice.voided', invoice('in_1', 1))?.type, 'expired')
    assert.equal(endOf('invoice.marked_uncollectible', invoice('in_1', 1))?.type, 'failed')
    assert.equal(step?.isOpen(invoice('in_1', 1, { status: 'draft' })), false)
  })

  test('of a refund or a dispute ends as it says', () => {
    const refunded = (status: string) => endOf('refund.updated', refund('re_1', 1, { status }))?.type ?? null
    assert.deepEqual(['pending', 'succeeded', 'failed', 'canceled'].map(refunded), [
      null,
      'completed',
      'failed',
      'expired',
    ])
    const closed = (status: string) => endOf('charge.dispute.closed', dispute('dp_1', 1, { status }))
    assert.deepEqual(closed('lost'), { type: 'failed', reason: 'fraudulent' })
    assert.deepEqual(closed('won'), { type: 'completed' })
  })

  test('takes no text of a person for a code', () => {
    const odd = intent('pi_1', 1, { cancellation_reason: 'asked by jane@example.com, 4242 4242' })
    assert.deepEqual(endOf('payment_intent.canceled', odd), { type: 'expired' })
  })
})
