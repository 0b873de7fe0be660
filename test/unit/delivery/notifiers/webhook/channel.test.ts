import assert from 'node:assert/strict'
import { test } from 'node:test'
import { webhook } from '../../../../../src/delivery/notifiers/webhook/channel.ts'
import { NOW, SETTINGS, sample } from '../../../../support/alerts/alert-samples.ts'
import { leapingClock } from '../../../../support/delivery/delivery.ts'
import { serverFor } from '../../../../support/delivery/http.ts'

test('a contact with a webhook is posted what was rendered for it', async t => {
  const { url, received } = await serverFor(t)
  const options = { url, secret: 'a secret that both sides know' }
  const [recipient = ''] = webhook.recipients(options, 'pager')
  assert.equal(recipient, 'webhook:pager')
  const to = [{ recipient, contact: 'pager', options, route: null, root: null }]
  const [message] = webhook.renderAlert(sample(), to, SETTINGS)
  assert.ok(message)
  const notifier = webhook.open(to, { settings: {}, folder: '/nowhere', clock: leapingClock(NOW) })
  assert.equal((await notifier.send(message, new AbortController().signal)).accepted, true)
  assert.deepEqual(received[0]?.body, Buffer.from(message.bytes))
})
