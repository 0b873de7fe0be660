import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Meaning, meaningOf } from '../../../../src/sources/stripe/meaning.ts'
import {
  charge,
  declinedCharge,
  intent,
  type StripeEvent,
  session,
  stripeEvent,
} from '../../../support/sources/stripe-events.ts'

const AT = Date.UTC(2026, 4, 1) / 1000
const meant = (value: unknown): Meaning | null => meaningOf(value, { source: 'payments', mode: 'live' })
const reasonsOf = (value: unknown): string[] | undefined => meant(value)?.refused.map(({ reason }) => reason)

describe('an event of Stripe', () => {
  test('says that a session began at its own created, though it is first heard of at its end', () => {
    const paid = stripeEvent('checkout.session.completed', AT + 90, session('cs_1', AT), { id: 'evt_paid' })
    assert.deepEqual(meant(paid)?.candidates, [
      {
        id: 'payments:cs_1:started',
        source: 'payments',
        subject: 'cs_1',
        type: 'checkout.started',
        at: AT * 1000,
        attributes: {},
        data: { step: 'checkout' },
      },
      {
        id: 'payments:evt_paid:checkout',
        source: 'payments',
        subject: 'cs_1',
        type: 'checkout.completed',
        at: (AT + 90) * 1000,
        attributes: {},
        data: { step: 'checkout' },
      },
    ])
  })

  test('of an attempt without a charge says that the payment began and that the attempt failed', () => {
    const error = { code: 'payment_intent_authentication_failure' }
    const tried = stripeEvent(
      'payment_intent.payment_failed',
      AT + 9,
      intent('pi_1', AT, { last_payment_error: error }),
    )
    const told = meant(tried)?.candidates as { subject: string; type: string }[]
    assert.deepEqual(
      told.map(({ subject, type }) => [subject, type]),
      [
        ['pi_1', 'checkout.started'],
        [tried.id, 'checkout.started'],
        [tried.id, 'checkout.failed'],
      ],
    )
  })

  test('that says nothing of a step is passed over: another object, a detail, what ended before', () => {
    const events = [
      stripeEvent('customer.created', AT, { id: 'cus_1', object: 'customer', created: AT }),
      stripeEvent('balance.available', AT, { object: 'balance' }),
      stripeEvent('charge.refunded', AT, charge('ch_1', AT, { refunded: true })),
      stripeEvent('charge.updated', AT, charge('ch_1', AT)),
      { ...stripeEvent('charge.updated', AT, {}), type: 'moon.rose' },
      { ...stripeEvent('charge.updated', AT, charge('ch_1', AT)), type: 'constructor' },
      { ...stripeEvent('charge.updated', AT, {}), data: null },
    ]
    for (const one of events) assert.deepEqual(reasonsOf(one), ['passed_over'], JSON.stringify(one))
  })

  test('of the other mode is refused by name, and passed over where a connected account is meant', () => {
    const sandboxed = stripeEvent('charge.succeeded', AT, charge('ch_1', AT), { livemode: false })
    assert.deepEqual(reasonsOf(sandboxed), ['other_mode'])
    assert.deepEqual(reasonsOf({ ...sandboxed, account: 'acct_1' }), ['passed_over'])
    assert.equal(meaningOf(sandboxed, { source: 'payments', mode: 'test' })?.candidates.length, 2)
  })

  test('that is thin is refused by name, for it shows no object', () => {
    const thin = {
      id: 'evt_1',
      object: 'v2.core.event',
      type: 'v1.billing.meter.no_meter_found',
      created: '2026-05-01T00:00:00Z',
    }
    assert.deepEqual(reasonsOf(thin), ['thin'])
  })

  test('whose fields are none is refused and quoted without what a label or a log must not hold', () => {
    const good = stripeEvent('charge.succeeded', AT, charge('ch_1', AT))
    const bad: object[] = [
      { id: 7 },
      { id: 'x'.repeat(500) },
      { created: `${AT}` },
      { created: AT * 1000 },
      { created: -1 },
      { livemode: 'yes' },
      { data: { object: charge('a b', AT) } },
      { data: { object: charge('ch_1', Number.MAX_SAFE_INTEGER) } },
    ]
    for (const more of bad)
      assert.deepEqual(reasonsOf({ ...good, ...more }), ['invalid'], JSON.stringify(more))
    const loud = meant({ ...good, type: '\u001b[2Jmoon', data: {} })
    assert.equal(loud?.refused[0]?.detail, '??2Jmoon')
    for (const none of [null, 1, [], {}, { object: 'charge' }]) assert.equal(meant(none), null)
  })

  test('is read the same in every version of the API', () => {
    const versions = ['2019-12-03', '2022-11-15', '2024-06-20', '2025-03-31.basil', '2026-10-28.endive']
    const shapes: Record<string, unknown>[] = [
      { charges: { object: 'list', data: [charge('ch_1', AT)] } },
      { charges: { object: 'list', data: [] } },
      { latest_charge: 'ch_1' },
      { latest_charge: 'ch_1', excess_payment_method: null },
      { latest_charge: null },
    ]
    const of = (api_version: string, place: number): StripeEvent =>
      stripeEvent(
        'payment_intent.succeeded',
        AT + 5,
        intent('pi_1', AT, { status: 'succeeded', ...shapes[place] }),
        {
          id: 'evt_1',
          api_version,
        },
      )
    const told = versions.map((version, place) => JSON.stringify(meant(of(version, place))))
    assert.equal(new Set(told).size, 1)
  })

  test('of a charge that failed at the second of its creation ends no sooner than it began', () => {
    const failed = stripeEvent('charge.failed', AT - 3, declinedCharge('ch_1', AT, 'do_not_honor'))
    const [, end] = (meant(failed)?.candidates ?? []) as { at: number; data: object }[]
    assert.equal(end?.at, AT * 1000)
    assert.deepEqual(end?.data, { step: 'charge', reason: 'do_not_honor', fault: 'issuer' })
  })
})
