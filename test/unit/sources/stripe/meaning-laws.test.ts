import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { MINUTE } from '../../../../src/core/duration.ts'
import { faultOfEvent } from '../../../../src/events/schema.ts'
import { meaningOf } from '../../../../src/sources/stripe/meaning.ts'
import { createSignatureCheck } from '../../../../src/sources/stripe/webhook.ts'
import {
  charge,
  dispute,
  intent,
  invoice,
  refund,
  SECRET,
  type StripeEvent,
  session,
  signatureOf,
  stripeEvent,
} from '../../../support/sources/stripe-events.ts'

const AT = Date.UTC(2026, 4, 1) / 1000
const MAKERS = [session, intent, charge, invoice, refund, dispute]
const TYPES = [
  'checkout.session.completed',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.failed',
  'invoice.paid',
  'invoice.voided',
  'refund.updated',
  'charge.dispute.closed',
  'constructor',
  '__proto__',
] as StripeEvent['type'][]
const FIELDS = [
  'id',
  'created',
  'status',
  'last_payment_error',
  'outcome',
  'amount_due',
  'status_transitions',
  'reason',
]
const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', 0, -1, 1e300, '__proto__', 'x'.repeat(5000), '\u0000', '\ud800'),
)
const mangled = fc
  .record({
    type: fc.constantFrom(...TYPES),
    make: fc.constantFrom(...MAKERS),
    created: fc.integer({ min: 1, max: 2 ** 31 }),
    fields: fc.dictionary(fc.constantFrom(...FIELDS), strange, { maxKeys: 3 }),
    around: fc.dictionary(fc.constantFrom('id', 'type', 'created', 'livemode', 'data', 'object'), strange, {
      maxKeys: 1,
    }),
  })
  .map(({ type, make, created, fields, around }): unknown =>
    JSON.parse(JSON.stringify({ ...stripeEvent(type, created, make('ob_1', created, fields)), ...around })),
  )

describe('whatever a signed body holds', () => {
  test('is events as the vocabulary has them, or one refusal with a name, or no event of Stripe', () => {
    fc.assert(
      fc.property(mangled, value => {
        const meaning = meaningOf(value, { source: 'payments', mode: 'live' })
        if (meaning === null) return
        const { candidates, refused } = meaning
        assert.equal(refused.length, candidates.length === 0 ? 1 : 0)
        for (const { detail } of refused) assert.match(detail, /^[\x20-\x7e]{0,400}$/)
        for (const candidate of candidates) assert.equal(faultOfEvent(candidate), null)
      }),
      { numRuns: 3000 },
    )
  })

  test('is let in under no header but its own, and no header throws', () => {
    const body = Buffer.from('{"object":"event"}')
    const good = signatureOf(body, AT)
    const isSigned = createSignatureCheck({ secrets: [SECRET], tolerance: 5 * MINUTE })
    const piece = fc.constantFrom('t=', 'v1=', 'v0=', ',', '=', `${AT}`, 'NaN', '1e9', 'ab'.repeat(32), ' ')
    const header = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 12 }).map(all => all.join('')),
    )
    fc.assert(
      fc.property(header, text => {
        assert.equal(isSigned({ 'stripe-signature': text }, body, AT * 1000), false)
      }),
      { numRuns: 3000 },
    )
    assert.equal(isSigned({ 'stripe-signature': good }, body, AT * 1000), true)
  })
})
