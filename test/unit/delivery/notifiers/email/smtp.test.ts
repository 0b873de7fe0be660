// Every way in which a server fails is in test/acceptance/smtp-faults.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { smtpNotifier } from '../../../../../src/delivery/notifiers/email/smtp.ts'
import { messageOf } from '../../../../support/delivery/delivery.ts'
import { startSmtp } from '../../../../support/delivery/smtp.ts'

test('a message is accepted when the server has taken all of its bytes', async t => {
  const server = await startSmtp()
  t.after(() => server.close())
  const notifier = smtpNotifier({ host: '127.0.0.1', port: server.port, tls: 'none', auth: null })
  const message = messageOf()
  const result = await notifier.send(message, new AbortController().signal)
  assert.equal(result.accepted, true)
  assert.ok(server.accepted[0]?.raw.equals(message.bytes))
})
