import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { emailOptions, emailSettings } from '../../../../../src/delivery/notifiers/email/options.ts'

describe('the addresses of a contact', () => {
  test('are one or several', () => {
    assert.deepEqual(emailOptions.parse('ann@example.org'), ['ann@example.org'])
    assert.deepEqual(emailOptions.parse(['a@example.org', 'b@example.org']), [
      'a@example.org',
      'b@example.org',
    ])
  })

  test('are addresses', () => {
    assert.equal(emailOptions.safeParse('ann').success, false)
    assert.equal(emailOptions.safeParse('ann@example.org\nBcc: eve@example.org').success, false)
  })
})

test('a mail server needs a host and a sender, and has defaults for the rest', () => {
  const { smtp } = emailSettings
  assert.equal(smtp.safeParse({ host: 'smtp.example.org' }).success, false)
  assert.deepEqual(smtp.parse({ host: 'smtp.example.org', from: 'slowburn@example.org' }), {
    host: 'smtp.example.org',
    port: 587,
    tls: 'starttls',
    privateNetwork: false,
    caFile: null,
    certFile: null,
    keyFile: null,
    user: null,
    password: null,
    oauth2: null,
    fallback: [],
    hello: null,
    from: 'slowburn@example.org',
    fromName: null,
    dkim: null,
  })
})
