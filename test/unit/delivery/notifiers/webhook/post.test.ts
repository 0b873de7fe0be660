import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { SECOND } from '../../../../../src/core/duration.ts'
import { renderWebhook } from '../../../../../src/delivery/notifiers/webhook/message.ts'
import { webhookNotifier } from '../../../../../src/delivery/notifiers/webhook/post.ts'
import type { Notifier } from '../../../../../src/delivery/outbox/message.ts'
import { NOW, resolvedSample, SETTINGS, sample } from '../../../../support/alerts/alert-samples.ts'
import { leapingClock, messageOf } from '../../../../support/delivery/delivery.ts'
import { nobodyAt, serverFor } from '../../../../support/delivery/http.ts'

const never = new AbortController().signal
const SECRET = 'a secret that both sides know'

describe('a webhook', () => {
  const at = (url: string): Notifier => {
    const recipients = [{ recipient: PAGER, contact: 'pager', options: { url, secret: SECRET } }]
    return webhookNotifier({ recipients, clock: leapingClock(NOW), timeout: 300 })
  }
  const PAGER = 'webhook:pager'

  test('gets the alert as JSON, signed, with a key by which copies are known', async t => {
    const { url, received } = await serverFor(t)
    const message = renderWebhook(sample(), PAGER, SETTINGS)
    assert.deepEqual(await at(url).send(message, never), { accepted: true, answer: '200' })
    const [got] = received
    assert.ok(got)
    assert.deepEqual(got.body, Buffer.from(message.bytes))
    assert.equal(got.headers['idempotency-key'], message.messageId)
    const signed = createHmac('sha256', SECRET)
      .update(`${NOW / SECOND}.`)
      .update(got.body)
      .digest('hex')
    assert.equal(got.headers['x-slowburn-signature'], `t=${NOW / SECOND},v1=${signed}`)
    const body = JSON.parse(got.body.toString()) as Record<string, unknown>
    assert.equal(body.state, 'firing')
    assert.match(String(body.verdict), /^Task run time p50 of build has been rising/)
  })

  test('is the same to the byte when it is rendered again', () => {
    for (const input of [sample, resolvedSample]) {
      assert.deepEqual(renderWebhook(input(), PAGER, SETTINGS), renderWebhook(input(), PAGER, SETTINGS))
    }
  })

  const answers: ReadonlyArray<readonly [number, string]> = [
    [204, 'accepted'],
    [302, 'permanent'],
    [400, 'permanent'],
    [404, 'permanent'],
    [408, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ]
  for (const [status, expected] of answers) {
    test(`that answers ${status} has it ${expected}`, async t => {
      const { url } = await serverFor(t, status)
      const result = await at(url).send(messageOf({ recipient: PAGER }), never)
      assert.equal(result.accepted ? 'accepted' : result.outcome, expected)
    })
  }

  test('that never answers leaves it unknown, one that nobody runs is tried again', async t => {
    const { url } = await serverFor(t, null)
    const hanging = await at(url).send(messageOf({ recipient: PAGER }), never)
    assert.equal(hanging.accepted ? '' : hanging.outcome, 'unknown')
    const gone = await nobodyAt()
    const nobody = await at(gone).send(messageOf({ recipient: PAGER }), never)
    assert.ok(!nobody.accepted && !nobody.error.includes(gone), 'an address may be a secret')
    assert.equal(nobody.accepted ? '' : nobody.outcome, 'retry')
  })

  test('of a contact that is gone is given up', async () => {
    const result = await at('http://x').send(messageOf({ recipient: 'webhook:nobody' }), never)
    assert.equal(result.accepted ? '' : result.outcome, 'permanent')
  })
})
