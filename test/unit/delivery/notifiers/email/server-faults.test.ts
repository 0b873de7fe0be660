import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emailSettings, type SmtpSettings } from '../../../../../src/delivery/notifiers/email/options.ts'
import { serverFaults } from '../../../../../src/delivery/notifiers/email/server-faults.ts'

const faults = (more: object): string[] => {
  const smtp = emailSettings.smtp.parse({
    host: 'mail.example.org',
    from: 's@example.org',
    ...more,
  }) as SmtpSettings
  return serverFaults(smtp).map(({ path }) => path.join('.'))
}

test('clear text crosses no network unless it is a private one, and then without a log-in', () => {
  assert.deepEqual(faults({ tls: 'none' }), ['smtp.tls'])
  assert.deepEqual(faults({ tls: 'none', host: '127.0.0.1' }), [])
  assert.deepEqual(faults({ tls: 'none', private_network: true }), [])
  assert.deepEqual(faults({ tls: 'none', private_network: true, user: 'a', password: 'b' }), ['smtp.user'])
  assert.deepEqual(faults({ fallback: [{ host: 'b.example.org', tls: 'none' }] }), ['smtp.fallback.0.tls'])
})

test('half a certificate, half a log-in and a server that is named twice are faults', () => {
  assert.deepEqual(faults({ cert_file: 'a' }), ['smtp.key_file'])
  assert.deepEqual(faults({ oauth2: { token_file: 'a' } }), ['smtp.user'])
  assert.deepEqual(faults({ user: 'a', oauth2: {} }), ['smtp.oauth2'])
  assert.deepEqual(faults({ user: 'a', password: 'b', oauth2: { token_file: 'a' } }), ['smtp.password'])
  assert.deepEqual(faults({ user: 'a', oauth2: { token_command: ['x'] } }), [])
  assert.deepEqual(faults({ fallback: [{ host: 'mail.example.org' }] }), ['smtp.fallback.0.host'])
})
