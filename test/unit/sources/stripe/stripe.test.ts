import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { DAY, SECOND } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { commitOf } from '../../../../src/pipeline/collect/receive.ts'
import type { Route } from '../../../../src/sources/source.ts'
import { stripe } from '../../../../src/sources/stripe/stripe.ts'
import { collecting } from '../../../support/facts/collecting.ts'
import {
  charge,
  declinedCharge,
  intent,
  refund,
  SECRET,
  type StripeEvent,
  session,
  signatureOf,
  stripeEvent,
} from '../../../support/sources/stripe-events.ts'

const NOW = Date.UTC(2026, 4, 1)
const AT = (NOW - DAY) / SECOND

function routeOf(secrets: string[] = [SECRET]): Route {
  const settings = stripe.options.parse({ name: 'payments', type: 'stripe', secrets })
  const [route] = stripe.create(settings, { clock: manualClock(NOW) }).routes
  assert.ok(route)
  return route
}

const bodyOf = (event: unknown): Buffer => Buffer.from(JSON.stringify(event))

describe('a source of Stripe', () => {
  test('answers 200 to what it cannot use, so that it is not brought again, and counts it', async t => {
    const { deps, counted } = collecting(t, NOW)
    const events = [
      stripeEvent('customer.created', AT, { id: 'cus_1', object: 'customer', created: AT }),
      stripeEvent('charge.succeeded', AT, charge('ch_1', AT), { livemode: false }),
      { object: 'v2.core.event', id: 'evt_1', type: 'v1.billing.meter.no_meter_found' },
    ]
    for (const event of events) assert.equal((await send(event, deps)).status, 200)
    assert.deepEqual(counted, ['refused passed_over 1', 'refused other_mode 1', 'refused thin 1'])
    assert.equal((await send([events], deps)).status, 400)
  })

  test('makes the same of a day of payments in whatever order they come, some twice', async t => {
    const events = aDay(400)
    const inOrder = await keptOf(t, events)
    const random = randomStream(5, 'stripe')
    const twice = events.filter(() => random.chance(0.3))
    const shuffled = [...events, ...twice]
      .map(event => ({ event, place: random.uniform() }))
      .sort((a, b) => a.place - b.place)
    const disorderly = await keptOf(
      t,
      shuffled.map(({ event }) => event),
    )
    assert.deepEqual(disorderly, inOrder)
    assert.equal(inOrder.length, 400 * 3)
  })

  test('says that a refund failed which had been called done', async t => {
    const told = (type: StripeEvent['type'], created: number, status: string) =>
      stripeEvent(type, created, refund('re_1', AT, { status, failure_reason: 'expired_or_canceled_card' }))
    const events = [told('refund.created', AT, 'succeeded'), told('refund.failed', AT + 5000, 'failed')]
    for (const order of [events, events.toReversed()]) {
      const [kept] = await keptOf(t, order)
      assert.deepEqual([kept?.outcome, kept?.labels.reason], ['failed', 'expired_or_canceled_card'])
    }
  })

  test('is asked for a signing secret where something else was pasted', async () => {
    const doubtsOf = async (secret: string): Promise<number> => {
      const settings = stripe.options.parse({ name: 'payments', type: 'stripe', secrets: [secret] })
      const source = stripe.create(settings, { clock: manualClock(NOW) })
      return (await source.check(new AbortController().signal)).length
    }
    assert.equal(await doubtsOf(SECRET), 0)
    assert.equal(await doubtsOf(['sk', 'live', '0123456789abcdef'].join('_')), 1)
    assert.equal(await doubtsOf(`${SECRET}\n`), 1)
  })

  test('lets in what is signed now, and not what is replayed', () => {
    const { signed = () => null } = routeOf()
    const body = bodyOf(stripeEvent('charge.succeeded', AT, charge('ch_1', AT)))
    const at = (seconds: number) => signed({ 'stripe-signature': signatureOf(body, seconds) }, body)
    assert.deepEqual([at(NOW / SECOND), at(NOW / SECOND - 3600)], [true, false])
  })
})

async function send(event: unknown, deps: Parameters<typeof commitOf>[1]) {
  const commit = commitOf({ name: 'payments', feeds: ['checkout'] }, deps)
  return await routeOf().receive({ headers: {}, body: bodyOf(event) }, commit)
}

async function keptOf(t: TestContext, events: readonly StripeEvent[]) {
  const { store, deps } = collecting(t, NOW)
  for (const event of events) await send(event, deps)
  return [...new Set(events.map(({ data }) => String(data.object.id)))]
    .sort()
    .map(subject => store.lifecycles.get({ kind: 'checkout', source: 'payments', subject }))
}

/** Each customer opens a session, which has a payment, for which one charge is made: every third is declined, and the session expires. */
function aDay(customers: number): StripeEvent[] {
  return Array.from({ length: customers }, (_, i) => {
    const begun = AT + i * 60
    const declined = i % 3 === 0
    const tried = declined
      ? stripeEvent('charge.failed', begun + 40, declinedCharge(`ch_${i}`, begun + 40, 'insufficient_funds'))
      : stripeEvent('charge.succeeded', begun + 40, charge(`ch_${i}`, begun + 40))
    const of = (status: string) => intent(`pi_${i}`, begun, { status })
    const ended = declined
      ? stripeEvent(
          'checkout.session.expired',
          begun + 3000,
          session(`cs_${i}`, begun, { status: 'expired', payment_status: 'unpaid' }),
        )
      : stripeEvent('checkout.session.completed', begun + 41, session(`cs_${i}`, begun))
    return [
      stripeEvent('payment_intent.created', begun, of('requires_payment_method')),
      tried,
      ...(declined
        ? [stripeEvent('payment_intent.canceled', begun + 3000, of('canceled'))]
        : [stripeEvent('payment_intent.succeeded', begun + 40, of('succeeded'))]),
      ended,
    ]
  }).flat()
}
