// Every way in which a server fails is in test/acceptance/smtp-faults.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { converse, serverName } from '../../../../../src/delivery/notifiers/email/connection.ts'
import { startSmtp } from '../../../../support/delivery/smtp.ts'

const ready = () => Promise.resolve({ accepted: true as const, answer: 'ready' })
const never = new AbortController().signal

test('a server is named by host and port, IPv6 in brackets', () => {
  assert.equal(serverName({ host: 'mail.example.org', port: 25 }), 'mail.example.org:25')
  assert.equal(serverName({ host: '::1', port: 25 }), '[::1]:25')
})

test('what fails before the envelope concerns the server, and never names a password', async t => {
  const server = await startSmtp({
    authMethods: ['PLAIN'],
    allowInsecureAuth: true,
    onAuth: (_a, _s, done) => done(new Error('wrong: pass word')),
  })
  t.after(() => server.close())
  const options = {
    host: '127.0.0.1',
    port: server.port,
    tls: 'none',
    auth: { user: 'a', pass: 'pass word' },
  } as const
  const result = await converse(options, new Set(), never, ready)
  assert.ok(!result.accepted && result.outcome === 'retry' && result.scope === 'server')
  assert.match(result.error, /^127\.0\.0\.1:\d+: .*\*\*\*/)
})
