import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import { httpChannel } from '../../../../../src/delivery/notifiers/http/http-channel.ts'
import { NOW, SETTINGS, sample } from '../../../../support/alerts/alert-samples.ts'
import { leapingClock, messageOf } from '../../../../support/delivery/delivery.ts'
import { nobodyAt, serverFor } from '../../../../support/delivery/http.ts'

const never = new AbortController().signal
const toy = httpChannel({
  name: 'toy',
  options: z.object({ url: z.string() }),
  example: { url: 'http://127.0.0.1:9' },
  audience: () => 'people',
  body: ({ title }) => ({ title }),
  request: ({ bytes }, { url }) => ({ url, headers: { 'x-toy': '1' }, body: bytes }),
  address: ({ url }) => url,
})
const opening = { settings: {}, folder: '/nowhere', clock: leapingClock(NOW) }

test('a channel that posts notes says only what its body and its request are', async t => {
  const { url, received } = await serverFor(t)
  const to = [{ recipient: 'toy:ann', contact: 'ann', options: { url }, route: null, root: null }]
  const [message] = toy.renderAlert(sample(), to, SETTINGS)
  assert.ok(message)
  assert.equal((await toy.open(to, opening).send(message, never)).accepted, true)
  assert.deepEqual(JSON.parse(received[0]?.body.toString() ?? ''), { title: message.subject })
  assert.equal(received[0]?.headers['x-toy'], '1')
  assert.equal(received[0]?.headers['idempotency-key'], message.messageId)
})

test('what is owed to a contact that is gone is given up', async () => {
  const result = await toy.open([], opening).send(messageOf({ recipient: 'toy:ann' }), never)
  assert.ok(!result.accepted && result.outcome === 'permanent')
})

test('its check names each contact whose server cannot be reached', async t => {
  const { url } = await serverFor(t)
  const to = [
    { recipient: 'toy:ann', contact: 'ann', options: { url } },
    { recipient: 'toy:bob', contact: 'bob', options: { url: await nobodyAt() } },
  ]
  assert.match((await toy.open(to, opening).check(never)) ?? '', /^bob: 127\.0\.0\.1:\d+ cannot be reached/)
})
