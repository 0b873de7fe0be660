// Stripe's webhooks against a running slowburn that is killed in the middle: signed by Stripe's own package, repeated and out of
// order as Stripe sends them, until each is answered with 2xx.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { randomStream } from '../../src/core/random.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { installed } from '../support/sources/installed.ts'
import {
  charge,
  declinedCharge,
  intent,
  SECRET,
  type StripeEvent,
  session,
  signatureOf,
  stripeEvent,
} from '../support/sources/stripe-events.ts'

const CUSTOMERS = 200
const now = (): number => Math.floor(Date.now() / 1000)

const taker = (t: TestContext) =>
  installed(t, '[{ name: payments, type: stripe, secrets: ["${STRIPE_WEBHOOK_SECRET}"] }]', {
    STRIPE_WEBHOOK_SECRET: SECRET,
  })

/** The status of the answer; null where there is none. */
async function post(
  page: string,
  body: string | Uint8Array,
  headers: Record<string, string>,
): Promise<number | null> {
  try {
    const answer = await fetch(new URL('ingest/payments/webhook', page), {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body: Buffer.from(body),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return null
  }
}

/** As Stripe does: signed anew each time, until it is taken. */
async function deliver(event: StripeEvent, page: () => string): Promise<void> {
  const body = JSON.stringify(event)
  for (;;) {
    const status = await post(page(), body, { 'stripe-signature': signatureOf(body, now()) })
    if (status === 200) return
    assert.ok(status === null || status >= 500, `${status}`)
    await wait(50)
  }
}

test('payments are kept once each though slowburn is killed while Stripe sends, repeats and mixes up what became of them', async t => {
  const { data, start } = taker(t)
  let service = await start()
  const random = randomStream(11, 'stripe')
  const events = payments(now() - 3600)
  const waiting = [...events, ...events.filter(() => random.chance(0.2))]
    .map(event => ({ event, place: random.uniform() }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event)
  const all = waiting.length
  const sending = Array.from({ length: 8 }, async () => {
    for (let event = waiting.pop(); event !== undefined; event = waiting.pop())
      await deliver(event, () => service.page)
  })
  for (const share of [0.8, 0.5, 0.2]) {
    while (waiting.length > all * share) await wait(5)
    await service.running.end('SIGKILL')
    service = await start()
  }
  await Promise.all(sending)
  await service.running.end('SIGTERM')
  const store = openSqliteStore(data)
  t.after(() => store.close())
  const of = (subject: string) => store.lifecycles.get({ kind: 'checkout', source: 'payments', subject })
  assert.equal(store.lifecycles.keptCount(), 3 * CUSTOMERS)
  assert.equal(store.lifecycles.openCount('checkout'), 0)
  for (let i = 0; i < CUSTOMERS; i++) {
    const declined = i % 4 === 0
    const outcomes = [`cs_${i}`, `pi_${i}`, `ch_${i}`].map(subject => of(subject)?.outcome)
    assert.deepEqual(outcomes, declined ? ['expired', 'expired', 'failed'] : Array(3).fill('completed'))
  }
  const { labels, openedAt, endedAt } = of('ch_0') ?? {}
  assert.deepEqual(labels, { fault: 'issuer', reason: 'insufficient_funds', step: 'charge' })
  assert.equal(openedAt, endedAt)
})

test('what is not signed, replayed, swollen or of no use is answered by name, and the rest goes on', async t => {
  const { start } = taker(t)
  const { page, running } = await start()
  const signed = (body: string | Uint8Array, at = now()) =>
    post(page, body, { 'stripe-signature': signatureOf(body, at) })
  const created = now() - 60
  const good = JSON.stringify(stripeEvent('charge.succeeded', created, charge('ch_1', created)))
  assert.equal(await signed(good), 200)
  assert.equal(await post(page, good, {}), 401)
  assert.equal(await post(page, `${good} `, { 'stripe-signature': signatureOf(good, now()) }), 401)
  assert.equal(await signed(good, now() - 3600), 401)
  assert.equal(await signed('not json'), 400)
  assert.equal(await signed('['.repeat(500_000)), 400)
  assert.equal(
    await signed(`{"object":"event","id":"evt_d","data":${'{"a":'.repeat(90_000)}1${'}'.repeat(90_000)}}`),
    200,
  )
  assert.equal(await signed(Buffer.alloc(1024 ** 2 + 1, 32)), 413)
  const bomb = gzipSync(Buffer.alloc(200 * 1024 ** 2))
  const headers = { 'stripe-signature': signatureOf('x', now()), 'content-encoding': 'gzip' }
  assert.equal(await post(page, bomb, headers), 413)
  const useless = [
    stripeEvent('customer.created', created, { id: 'cus_1', object: 'customer', created }),
    stripeEvent('charge.succeeded', created, charge('ch_2', created), { livemode: false }),
    stripeEvent('charge.succeeded', created + 86_400, charge('ch_3', created)),
  ]
  for (const event of useless) assert.equal(await signed(JSON.stringify(event)), 200)
  assert.equal(
    await signed(JSON.stringify({ object: 'v2.core.event', type: 'v1.billing.meter.no_meter_found' })),
    200,
  )
  const metrics = await (await fetch(new URL('metrics', page))).text()
  assert.match(metrics, /^slowburn_source_unauthorized_requests_total\{source="payments"\} 3$/m)
  const refused = Object.fromEntries(
    [
      ...metrics.matchAll(
        /^slowburn_source_refused_events_total\{source="payments",reason="(\w+)"\} ([1-9]\d*)$/gm,
      ),
    ].map(([, reason, count]) => [reason, Number(count)]),
  )
  assert.deepEqual(refused, { future: 1, invalid: 1, other_mode: 1, passed_over: 1, thin: 1 })
  await wait(2500)
  const sources = await (await fetch(new URL('api/v1/sources', page))).text()
  for (const reason of ['future', 'invalid', 'other_mode', 'thin'])
    assert.ok(sources.includes(`(${reason})`), sources)
  assert.ok(!sources.includes('passed_over'))
  assert.doesNotMatch(running.stdout() + running.stderr() + sources, new RegExp(SECRET))
})

/** Each customer has a session, a payment and a charge; of every fourth the bank declines, and the session expires. */
function payments(from: number): StripeEvent[] {
  return Array.from({ length: CUSTOMERS }, (_, i) => {
    const begun = from + i
    const at = begun + 40
    const declined = i % 4 === 0
    const expired = session(`cs_${i}`, begun, { status: 'expired', payment_status: 'unpaid' })
    return [
      stripeEvent('payment_intent.created', begun, intent(`pi_${i}`, begun)),
      declined
        ? stripeEvent('charge.failed', at, declinedCharge(`ch_${i}`, at, 'insufficient_funds'))
        : stripeEvent('charge.succeeded', at, charge(`ch_${i}`, at)),
      declined
        ? stripeEvent('payment_intent.canceled', at, intent(`pi_${i}`, begun, { status: 'canceled' }))
        : stripeEvent('payment_intent.succeeded', at, intent(`pi_${i}`, begun, { status: 'succeeded' })),
      declined
        ? stripeEvent('checkout.session.expired', at, expired)
        : stripeEvent('checkout.session.completed', at, session(`cs_${i}`, begun)),
    ]
  }).flat()
}
