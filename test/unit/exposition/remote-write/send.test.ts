import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { type ServerAddress, serverAddress } from '../../../../src/core/secrets/server-address.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { lastTick } from '../../../../src/exposition/metrics/ticks.ts'
import type { WrittenSeries } from '../../../../src/exposition/remote-write/requests.ts'
import { type Sent, sendAll } from '../../../../src/exposition/remote-write/send.ts'
import { serve } from '../../../support/exposition/prometheus.ts'
import { type Reply, readRequest, receiver } from '../../../support/exposition/remote-write.ts'

const written = (samples: number) => ({ 'X-Prometheus-Remote-Write-Samples-Written': String(samples) })
const samples = Array.from({ length: 2000 }, (_, i) => ({ at: 1000 * i, value: i }))
const series = (count: number): WrittenSeries[] =>
  Array.from({ length: count }, (_, i) => ({
    family: lastTick,
    labels: labelSet({ of: String(i) }),
    samples,
  }))

function serverOf(text: string, token: string | null): ServerAddress {
  const server = serverAddress(text, token)
  assert.ok(server !== null)
  return server
}

async function sendTo(t: TestContext, reply: (request: number) => Reply, count = 1) {
  const { listener, received } = receiver(reply)
  const server = serverOf(`http://${await serve(t, listener)}/api/v1/write`, 'secret')
  const waits: number[] = []
  const wait = async (ms: number): Promise<void> => void waits.push(ms)
  const sent = (): Promise<Sent> => sendAll(series(count), { server, userAgent: 'slowburn/1', wait })
  return { sent, received, waits }
}

describe('remote write', () => {
  test('is of version 2.0 where the receiver says how much of it was written', async t => {
    const { sent, received } = await sendTo(
      t,
      number => ({ status: 204, headers: written(number < 3 ? 6000 : 2000) }),
      7,
    )
    assert.deepEqual(await sent(), { samples: 14_000, requests: 3, version: '2.0' })
    assert.deepEqual(
      received.map(({ body }) => readRequest('2.0', body).length),
      [3, 3, 1],
    )
    const headers = received[0]?.headers ?? {}
    assert.equal(headers['content-type'], 'application/x-protobuf;proto=io.prometheus.write.v2.Request')
    assert.equal(headers['x-prometheus-remote-write-version'], '2.0.0')
    assert.equal(headers['content-encoding'], 'snappy')
    assert.equal(headers['user-agent'], 'slowburn/1')
    assert.equal(headers.authorization, 'Bearer secret')
  })

  for (const [what, first] of [
    ['refuses the type', { status: 415 }],
    ['cannot read it', { status: 400, body: 'snappy: corrupt input' }],
    ['takes it for an empty one of 1.0', { status: 204 }],
  ] as const) {
    test(`is of version 1.0, from the first series on, where the receiver ${what}`, async t => {
      const { sent, received } = await sendTo(t, number => (number === 1 ? first : { status: 204 }), 7)
      assert.deepEqual(await sent(), { samples: 14_000, requests: 3, version: '1.0' })
      assert.deepEqual(
        received
          .slice(1)
          .map(({ body, headers }) => [
            readRequest('1.0', body).length,
            headers['x-prometheus-remote-write-version'],
            headers['content-type'],
          ]),
        [3, 3, 1].map(count => [count, '0.1.0', 'application/x-protobuf']),
      )
    })
  }

  test('is sent again where the receiver is busy or fails, and later each time', async t => {
    const { sent, waits } = await sendTo(t, number =>
      number < 4 ? { status: number === 1 ? 429 : 503 } : { status: 200, headers: written(2000) },
    )
    assert.equal((await sent()).requests, 1)
    assert.deepEqual(waits, [1000, 2000, 4000])
  })

  test('is not taken by a page, as that of a log-in before the receiver', async t => {
    const page = {
      status: 200,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
      body: '<title>Sign in',
    }
    const { sent, received } = await sendTo(t, () => page)
    await assert.rejects(sent(), /does not take the samples: it answers with a page: 200 <title>Sign in$/)
    assert.equal(received.length, 1)
  })

  test('says why nothing answers', async () => {
    const nobody = {
      server: serverOf('http://127.0.0.1:2/', null),
      userAgent: 'slowburn/1',
      wait: async () => {},
    }
    await assert.rejects(sendAll(series(1), nobody), /takes nothing: .*ECONNREFUSED/)
  })

  test('ends with what the receiver says where it goes on failing, or refuses', async t => {
    const busy = await sendTo(t, () => ({ status: 503, body: 'no room\n' }))
    await assert.rejects(busy.sent(), /api\/v1\/write takes nothing: 503 no room$/)
    assert.equal(busy.received.length, 5)
    const closed = await sendTo(t, () => ({ status: 401, body: 'who are you?' }))
    await assert.rejects(closed.sent(), /does not take the samples: 401 who are you\?$/)
    assert.equal(closed.received.length, 1)
    const late = await sendTo(t, () => ({ status: 400, body: 'out of bounds' }))
    await assert.rejects(late.sent(), /400 out of bounds\. .*storage\.tsdb\.out_of_order_time_window/)
  })

  test('waits as long as it is asked to, by seconds or by a moment, and no longer than five minutes', async t => {
    const replies = [
      { status: 429, headers: { 'Retry-After': '20' } },
      {
        status: 503,
        headers: { 'Retry-After': 'Tue, 01 Dec 2026 12:00:40 GMT', Date: 'Tue, 01 Dec 2026 12:00:00 GMT' },
      },
      { status: 503, headers: { 'Retry-After': '86400' } },
      { status: 503, headers: { 'Retry-After': 'later' } },
      { status: 204, headers: written(2000) },
    ]
    const { sent, waits } = await sendTo(t, number => replies[number - 1] ?? { status: 500 })
    assert.equal((await sent()).requests, 1)
    assert.deepEqual(waits, [20_000, 40_000, 300_000, 8000])
  })

  test('is not said to be done where the receiver has written less', async t => {
    const { sent, received } = await sendTo(
      t,
      number => ({ status: 204, headers: written(number === 2 ? 1000 : 6000) }),
      9,
    )
    await assert.rejects(sent(), /write says that it has written all but 5000 of 18000 samples$/)
    assert.equal(received.length, 3)
  })

  test('says from which day on to go on, where it ends in the middle', async t => {
    const { sent } = await sendTo(
      t,
      number =>
        number === 1 ? { status: 204, headers: written(6000) } : { status: 403, body: 'no secret\n' },
      7,
    )
    await assert.rejects(
      sent(),
      /samples: 403 no \*\*\*\. It has 6000 samples: go on with --from 1970-01-01T00:00Z$/,
    )
  })

  test('ends where nothing answers', async () => {
    const nobody = { server: serverOf('http://127.0.0.1:2/', null), userAgent: 'x', wait: async () => {} }
    await assert.rejects(
      sendAll(series(1), nobody),
      /http:\/\/127\.0\.0\.1:2\/ takes nothing: .*ECONNREFUSED/,
    )
  })
})
