import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '../../../../../src/core/errors.ts'
import { emailSettings, type SmtpSettings } from '../../../../../src/delivery/notifiers/email/options.ts'
import { smtpOptionsOf } from '../../../../../src/delivery/notifiers/email/smtp-files.ts'
import { leapingClock } from '../../../../support/delivery/delivery.ts'

const PEM = fileURLToPath(new URL('../../../../golden/web/', import.meta.url))
const settings = (more: object): SmtpSettings =>
  emailSettings.smtp.parse({ host: 'mail.example.org', from: 's@example.org', ...more }) as SmtpSettings

test('servers come in order, each with its own log-in, and all with the same name in EHLO', () => {
  const found = smtpOptionsOf(
    settings({
      user: 'a',
      password: 'b',
      hello: 'me.example.org',
      fallback: [{ host: '[::1]', tls: 'none', port: 25 }],
    }),
    leapingClock(0),
  )
  assert.deepEqual(
    found.map(({ host, port, name }) => [host, port, name]),
    [
      ['mail.example.org', 587, 'me.example.org'],
      ['::1', 25, 'me.example.org'],
    ],
  )
  assert.deepEqual([found[0]?.auth, found[1]?.auth], [{ user: 'a', pass: 'b' }, null])
})

test('the name in EHLO is that of the machine where it is a full one, else the domain of the sender', () => {
  const named = (machine: string, more: object = {}) =>
    smtpOptionsOf(settings(more), leapingClock(0), machine)[0]?.name
  assert.equal(named('web-1.example.com'), 'web-1.example.com')
  for (const machine of [
    '3f2a9c81d0b7',
    'localhost',
    'localhost.localdomain',
    '10.0.0.7',
    '::1',
    'ip-10-0-0-7.ec2.internal',
    'mac.local',
    'a..b',
    '',
  ]) {
    assert.equal(named(machine), 'example.org', machine)
  }
  assert.equal(named('3f2a9c81d0b7', { from: 's@bücher.example' }), 'xn--bcher-kva.example')
  assert.equal(named('web-1.example.com', { hello: '[192.0.2.1]' }), '[192.0.2.1]')
})

test('certificates are read from their files, and all that cannot be used are named at once', () => {
  const [found] = smtpOptionsOf(
    settings({ ca_file: `${PEM}authority.pem`, cert_file: `${PEM}client.pem`, key_file: `${PEM}client.key` }),
    leapingClock(0),
  )
  assert.match(found?.ca ?? '', /BEGIN CERTIFICATE/)
  assert.match(found?.client?.key ?? '', /PRIVATE KEY/)
  const bad = settings({ ca_file: '/nowhere/ca.pem', fallback: [{ host: 'b', ca_file: `${PEM}client.key` }] })
  assert.throws(
    () => smtpOptionsOf(bad, leapingClock(0)),
    error =>
      error instanceof ConfigError &&
      error.faults.map(({ path }) => path).join() === 'smtp.ca_file,smtp.fallback.0.ca_file',
  )
})
