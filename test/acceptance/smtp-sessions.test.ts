// Whole sessions with a real mail server: over TLS, for the check, and by the dispatcher.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { SECOND } from '../../src/core/duration.ts'
import { dispatchOnce } from '../../src/delivery/outbox/dispatcher.ts'
import { dispatchingOf, leapingClock, messageOf, openOutbox } from '../support/delivery/delivery.ts'
import { smtpNotifier } from '../support/delivery/notifiers/smtp-notifier.ts'
import { type Misbehaviour, startRaw, type startSmtp } from '../support/delivery/smtp.ts'

import { never, optionsFor, outcomeOf, serverFor } from '../support/delivery/smtp-trial.ts'

describe('over TLS', () => {
  const pem = readFileSync(new URL('../golden/web/server.pem', import.meta.url), 'utf8')
  const key = readFileSync(new URL('../golden/web/server.key', import.meta.url), 'utf8')
  const ca = readFileSync(new URL('../golden/web/authority.pem', import.meta.url), 'utf8')
  const auth = { user: 'slowburn', pass: 'correct horse' }
  const guarded: Parameters<typeof startSmtp>[0] = {
    key,
    cert: pem,
    authOptional: false,
    disabledCommands: [],
    onAuth: ({ username = '', password }, _session, callback) =>
      password === auth.pass ? callback(null, { user: username }) : callback(new Error('no')),
  }

  for (const [tls, secure] of [['starttls', false] as const, ['implicit', true] as const]) {
    test(`${tls}: a message arrives after a login, where the authority is trusted`, async t => {
      const server = await serverFor(t, { ...guarded, secure })
      const options = optionsFor(server.port, { tls, auth, ca, host: 'localhost' })
      const result = await smtpNotifier(options).send(messageOf(), never)
      assert.equal(outcomeOf(result), 'accepted', result.accepted ? '' : result.error)
      assert.equal(server.accepted.length, 1)
      assert.equal(await smtpNotifier(options).check(never), null)
    })

    test(`${tls}: nothing is sent where it is not`, async t => {
      const server = await serverFor(t, { ...guarded, secure })
      const options = optionsFor(server.port, { tls, auth, host: 'localhost' })
      const result = await smtpNotifier(options).send(messageOf(), never)
      assert.equal(outcomeOf(result), 'retry (server)')
      assert.equal(server.accepted.length, 0)
    })
  }
})

describe('the check', () => {
  test('finds nothing wrong with a server that works, and sends nothing', async t => {
    const server = await serverFor(t)
    assert.equal(await smtpNotifier(optionsFor(server.port)).check(never), null)
    assert.equal(server.accepted.length, 0)
  })

  test('names the server that does not answer', async () => {
    const closed = await startRaw(() => undefined)
    await closed.close()
    const fault = await smtpNotifier(optionsFor(closed.port)).check(never)
    assert.match(fault ?? '', new RegExp(`127.0.0.1:${closed.port}: .*ECONNREFUSED`))
  })
})

describe('the dispatcher and a real server', () => {
  test('one bad recipient keeps nobody else from being told', async t => {
    const server = await serverFor(t)
    server.misbehave({ at: 'rcpt', code: 550 })
    const box = openOutbox()
    box.outbox.add(['bad', 'ann', 'bob'].map(name => messageOf({ recipient: `${name}@example.org` })))
    const notifier = smtpNotifier(optionsFor(server.port))
    await dispatchOnce(dispatchingOf(box, notifier, leapingClock(0)), never)
    assert.deepEqual(
      server.accepted.map(({ recipient }) => recipient),
      ['ann@example.org', 'bob@example.org'],
    )
    assert.equal(box.outbox.summary().counts.dead, 1)
  })

  test('an answer that is lost three times makes copies that are the same to the byte', async t => {
    const server = await serverFor(t)
    const lost: Misbehaviour = { at: 'answer', drop: true }
    server.misbehave(lost, lost, lost)
    const box = openOutbox()
    const message = messageOf()
    box.outbox.add([message])
    const clock = leapingClock(0)
    const dispatching = dispatchingOf(box, smtpNotifier(optionsFor(server.port)), clock)
    for (let round = 0; round < 4; round += 1) {
      clock.set(round * 3600 * SECOND)
      await dispatchOnce(dispatching, never)
    }
    assert.equal(server.accepted.length, 4)
    assert.ok(server.accepted.every(({ raw }) => raw.equals(message.bytes)))
    assert.equal(box.outbox.summary().counts.accepted, 1)
  })

  test('a permanent refusal after DATA is not tried again', async t => {
    const server = await serverFor(t)
    server.always({ at: 'data', code: 550 })
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const clock = leapingClock(0)
    const dispatching = dispatchingOf(box, smtpNotifier(optionsFor(server.port)), clock)
    for (let round = 0; round < 5; round += 1) {
      clock.set(round * 3600 * SECOND)
      await dispatchOnce(dispatching, never)
    }
    assert.equal(server.connections(), 1)
    assert.equal(box.outbox.summary().counts.dead, 1)
  })

  test('greylisting is waited out', async t => {
    const server = await serverFor(t)
    server.misbehave({ at: 'rcpt', code: 450 }, { at: 'rcpt', code: 450 })
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const clock = leapingClock(0)
    const dispatching = dispatchingOf(box, smtpNotifier(optionsFor(server.port)), clock)
    for (let round = 0; round < 3; round += 1) {
      clock.set(round * 60 * SECOND)
      await dispatchOnce(dispatching, never)
    }
    assert.equal(server.accepted.length, 1)
  })
})
