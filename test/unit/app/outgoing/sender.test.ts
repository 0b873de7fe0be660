import assert from 'node:assert/strict'
import { test } from 'node:test'
import { senderOf } from '../../../../src/app/outgoing/sender.ts'
import { emailSettings } from '../../../../src/delivery/notifiers/email/options.ts'

test('mail comes from the configured address and name, and from a name that nobody can answer without a server', () => {
  const smtp = (more: object) => emailSettings.smtp.parse({ host: 'h', from: 's@example.org', ...more })
  assert.deepEqual(senderOf({ smtp: smtp({ from_name: 'Alerts' }) }), {
    sender: 's@example.org',
    senderName: 'Alerts',
  })
  assert.deepEqual(senderOf({ smtp: smtp({}) }), { sender: 's@example.org' })
  assert.equal(senderOf({ smtp: null }).sender, 'slowburn@localhost.localdomain')
})
