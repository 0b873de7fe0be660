// Every way in which a server fails is in test/acceptance/smtp-faults.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { converse, serverName } from '../../../../../src/delivery/notifiers/email/connection.ts'
import { createPatience } from '../../../../../src/delivery/notifiers/email/patience.ts'
import { messageOf } from '../../../../support/delivery/delivery.ts'
import { smtpNotifier } from '../../../../support/delivery/notifiers/smtp-notifier.ts'
import { lineServer, startRaw, startSmtp } from '../../../../support/delivery/smtp.ts'

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

test('a server that thinks after the final dot has a limit of its own, and what runs out before it is said', async t => {
  let slowAt = '.'
  const server = await startRaw(
    lineServer((line, socket) => {
      const command = line.slice(0, 4).toUpperCase()
      const reply = command === 'DATA' ? '354 go on\r\n' : line === '.' ? '250 taken\r\n' : '250 ok\r\n'
      if (!line.startsWith(slowAt)) return reply
      setTimeout(() => socket.write(reply), 700)
      return null
    }),
  )
  t.after(() => server.close())
  const timeouts = { idle: 300, total: 500, answer: 20_000 }
  const options = { host: '127.0.0.1', port: server.port, tls: 'none', auth: null } as const
  const taken = await smtpNotifier({ ...options, timeouts }).send(messageOf(), never)
  assert.deepEqual(taken, { accepted: true, answer: '250 taken' })
  slowAt = 'MAIL'
  let ranOut = 0
  const count = (): void => {
    ranOut += 1
  }
  const patience = { ...createPatience(timeouts), ranOut: count }
  const late = await smtpNotifier({ ...options, patience }).send(messageOf(), never)
  assert.ok(!late.accepted && late.outcome === 'retry' && late.scope === 'server')
  assert.equal(ranOut, 1)
})
