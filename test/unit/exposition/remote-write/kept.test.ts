import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { serverAddress } from '../../../../src/core/secrets/server-address.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { lastTick } from '../../../../src/exposition/metrics/ticks.ts'
import { sendKept } from '../../../../src/exposition/remote-write/kept.ts'
import type { Sent } from '../../../../src/exposition/remote-write/send.ts'
import { serve } from '../../../support/exposition/prometheus.ts'

const written = (of: string, ...times: number[]) => ({
  family: lastTick,
  labels: labelSet({ of }),
  samples: times.map(at => ({ at, value: 1 })),
})

/** A receiver of version 1.0, which answers queries so; and which it was asked. */
async function sendTo(
  t: TestContext,
  answer: (asked: number) => { status?: number; body: string },
  path = '/api/v1/write',
) {
  const asked: URL[] = []
  const listener: RequestListener = (request, response) => {
    request.resume()
    const url = new URL(request.url ?? '', 'http://x')
    if (request.method === 'POST') return response.writeHead(204).end()
    asked.push(url)
    const { status = 200, body } = answer(asked.length)
    return response.writeHead(status).end(body)
  }
  const server = serverAddress(`http://${await serve(t, listener)}${path}`, null)
  assert.ok(server !== null)
  const series = [written('b', 9000, 10_000), written('say "a"', 5000, 9000), written('c', 7000)]
  const sent = (): Promise<Sent> =>
    sendKept(series, { server, userAgent: 'slowburn/1', wait: async () => {} })
  return { sent, asked }
}

const found = (count: number): string =>
  JSON.stringify({
    status: 'success',
    data: { resultType: 'matrix', result: Array.from({ length: count }, () => ({})) },
  })

test('a receiver that does not say how much it keeps is asked for the earliest sample, until it is found', async t => {
  const { sent, asked } = await sendTo(t, number => ({ body: found(number < 3 ? 0 : 1) }))
  assert.deepEqual(await sent(), { samples: 5, requests: 1, version: '1.0' })
  assert.deepEqual(
    asked.map(({ pathname, searchParams }) => [
      pathname,
      searchParams.get('query'),
      searchParams.get('time'),
    ]),
    Array.from({ length: 3 }, () => [
      '/api/v1/query',
      'slowburn_last_tick_timestamp_seconds{of="say \\"a\\""}[1s]',
      '5',
    ]),
  )
})

test('one that keeps nothing so old is said to, with what to do', async t => {
  const { sent } = await sendTo(t, () => ({ body: found(0) }))
  await assert.rejects(
    sent(),
    /took 5 samples, and keeps none as old as the earliest, of 1970-01-01T00:00Z\. Give a later --from, .*-retentionPeriod/,
  )
})

for (const [what, answer, path] of [
  ['answers no query', { status: 404, body: 'no such page' }, undefined],
  ['refuses queries', { status: 403, body: found(0) }, undefined],
  ['answers what is no list', { body: '{"data":{"result":7}}' }, undefined],
  ['is at an address that says nothing of queries', { body: found(0) }, '/api/v1/push'],
] as const) {
  test(`where it ${what}, it is believed`, async t => {
    const { sent } = await sendTo(t, () => answer, path)
    assert.equal((await sent()).samples, 5)
  })
}
