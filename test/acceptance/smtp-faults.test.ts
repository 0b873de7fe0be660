// Every way in which a mail server fails, against the real client; what the server accepted is the truth.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SECOND } from '../../src/core/duration.ts'
import { address } from '../../src/core/options/scalars.ts'
import { renderAlertEmail } from '../../src/delivery/email/render.ts'
import { dispatchOnce } from '../../src/delivery/outbox/dispatcher.ts'
import { addresseeOf, SETTINGS, sample } from '../support/alerts/alert-samples.ts'
import { dispatchingOf, leapingClock, messageOf, openOutbox } from '../support/delivery/delivery.ts'
import { smtpNotifier } from '../support/delivery/notifiers/smtp-notifier.ts'
import { lineServer, type Misbehaviour, startRaw } from '../support/delivery/smtp.ts'

import { never, optionsFor, outcomeOf, serverFor } from '../support/delivery/smtp-trial.ts'

describe('a message', () => {
  test('arrives byte for byte, for one recipient, from its sender', async t => {
    const server = await serverFor(t)
    const message = renderAlertEmail(sample(), addresseeOf('ann@example.org'), SETTINGS)
    const result = await smtpNotifier(optionsFor(server.port)).send(message, never)
    assert.deepEqual(result.accepted && /taken/.test(result.answer), true)
    const [got] = server.accepted
    assert.ok(got?.raw.equals(message.bytes))
    assert.equal(got?.recipient, 'ann@example.org')
    assert.equal(got?.sender, SETTINGS.sender)
    assert.equal(got?.messageId, message.messageId)
  })

  test('arrives whole where its lines begin with dots', async t => {
    const server = await serverFor(t)
    const message = messageOf({ bytes: Buffer.from('Message-ID: <x>\r\n\r\n.\r\n..\r\n.end\r\n') })
    await smtpNotifier(optionsFor(server.port)).send(message, never)
    assert.ok(server.accepted[0]?.raw.equals(message.bytes))
  })
})

describe('what the server answers decides', () => {
  const cases: ReadonlyArray<readonly [Misbehaviour, string]> = [
    [{ at: 'connect', code: 421 }, 'retry (server)'],
    [{ at: 'connect', code: 554 }, 'retry (server)'],
    [{ at: 'mail', code: 450 }, 'retry'],
    [{ at: 'mail', code: 421 }, 'retry (server)'],
    [{ at: 'mail', code: 550 }, 'permanent'],
    [{ at: 'mail', code: 530 }, 'retry (server)'],
    [{ at: 'rcpt', code: 450 }, 'retry'],
    [{ at: 'rcpt', code: 451 }, 'retry'],
    [{ at: 'rcpt', code: 550 }, 'permanent'],
    [{ at: 'rcpt', drop: true }, 'retry'],
    [{ at: 'data', code: 421 }, 'retry (server)'],
    [{ at: 'data', code: 451 }, 'retry'],
    [{ at: 'data', code: 550 }, 'permanent'],
    [{ at: 'data', code: 552 }, 'permanent'],
    [{ at: 'answer', drop: true }, 'unknown'],
  ]
  for (const [behaviour, expected] of cases) {
    const what = 'code' in behaviour ? String(behaviour.code) : 'a dropped connection'
    test(`${what} at ${behaviour.at} is ${expected}`, async t => {
      const server = await serverFor(t)
      server.misbehave(behaviour)
      const result = await smtpNotifier(optionsFor(server.port)).send(messageOf(), never)
      assert.equal(outcomeOf(result), expected, result.accepted ? '' : result.error)
      assert.equal(server.accepted.length, behaviour.at === 'answer' ? 1 : 0)
    })
  }
})

describe('a server that is hardly one', () => {
  test('nobody listens', async () => {
    const closed = await startRaw(() => undefined)
    await closed.close()
    const result = await smtpNotifier(optionsFor(closed.port)).send(messageOf(), never)
    assert.equal(outcomeOf(result), 'retry (server)')
  })

  test('never greets: the attempt ends by its own time limit', async t => {
    const silent = await startRaw(() => undefined)
    t.after(() => silent.close())
    const before = performance.now()
    const result = await smtpNotifier(optionsFor(silent.port)).send(messageOf(), never)
    assert.equal(outcomeOf(result), 'retry (server)')
    assert.ok(performance.now() - before < 1500)
  })

  test('drips its greeting byte by byte: the attempt as a whole has a limit', async t => {
    const timers = new Set<NodeJS.Timeout>()
    const dripping = await startRaw(socket => {
      timers.add(setInterval(() => socket.writable && socket.write('2'), 50))
    })
    t.after(() => {
      for (const timer of timers) clearInterval(timer)
      return dripping.close()
    })
    const timeouts = { connect: 5 * SECOND, greeting: 5 * SECOND, idle: 5 * SECOND, total: 600 }
    const before = performance.now()
    const result = await smtpNotifier(optionsFor(dripping.port, { timeouts })).send(messageOf(), never)
    assert.equal(outcomeOf(result), 'retry (server)')
    assert.ok(performance.now() - before < 2000)
  })

  test('closes at once', async t => {
    const closing = await startRaw(socket => socket.destroy())
    t.after(() => closing.close())
    const result = await smtpNotifier(optionsFor(closing.port)).send(messageOf(), never)
    assert.equal(outcomeOf(result), 'retry (server)')
  })

  test('takes the message and says nothing more: nobody knows', async t => {
    const mute = await startRaw(
      lineServer(line => (line === '.' ? null : line === 'DATA' ? '354 go\r\n' : '250 ok\r\n')),
    )
    t.after(() => mute.close())
    const result = await smtpNotifier(optionsFor(mute.port)).send(messageOf(), never)
    assert.equal(outcomeOf(result), 'unknown (server)')
  })

  test('hangs in the middle: the others do not wait for it one after the other', async t => {
    const hanging = await startRaw(lineServer(line => (line.startsWith('RCPT') ? null : '250 ok\r\n')))
    t.after(() => hanging.close())
    const box = openOutbox()
    box.outbox.add(['a', 'b', 'c'].map(name => messageOf({ recipient: `${name}@example.org` })))
    const dispatching = dispatchingOf(box, smtpNotifier(optionsFor(hanging.port)), leapingClock(0))
    assert.deepEqual(await dispatchOnce(dispatching, never), { tried: 1, serverDown: true })
  })

  test('half closes after the final dot: nobody knows', async t => {
    const half = await startRaw(
      lineServer((line, socket) => {
        if (line !== '.') return line === 'DATA' ? '354 go\r\n' : '250 ok\r\n'
        socket.end()
        return null
      }),
    )
    t.after(() => half.close())
    const result = await smtpNotifier(optionsFor(half.port)).send(messageOf(), never)
    assert.equal(outcomeOf(result), 'unknown')
  })

  test('does not offer STARTTLS where it is required: nothing is sent in clear', async t => {
    const server = await serverFor(t)
    const result = await smtpNotifier(optionsFor(server.port, { tls: 'starttls' })).send(messageOf(), never)
    assert.equal(outcomeOf(result), 'retry (server)')
    assert.equal(server.accepted.length, 0)
  })

  test('shows a certificate that nobody vouches for: nothing is sent', async t => {
    const server = await serverFor(t, { disabledCommands: [] })
    const result = await smtpNotifier(optionsFor(server.port, { tls: 'starttls' })).send(messageOf(), never)
    assert.equal(outcomeOf(result), 'retry (server)')
    assert.equal(server.accepted.length, 0)
  })

  test('refuses the password: the error says so and does not say the password', async t => {
    const server = await serverFor(t, {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (auth, _session, callback) => callback(new Error(`bad password ${auth.password}`)),
    })
    const auth = { user: 'slowburn', pass: 'hunter2-hunter2' }
    const result = await smtpNotifier(optionsFor(server.port, { auth })).send(messageOf(), never)
    assert.equal(outcomeOf(result), 'retry (server)')
    assert.match(result.accepted ? '' : result.error, /bad password/)
    assert.doesNotMatch(result.accepted ? '' : result.error, /hunter2/)
  })

  test('is slow while slowburn stops: the attempt ends at once', async t => {
    const silent = await startRaw(() => undefined)
    t.after(() => silent.close())
    const stop = new AbortController()
    const timeouts = { connect: 9 * SECOND, greeting: 9 * SECOND }
    const sending = smtpNotifier(optionsFor(silent.port, { timeouts })).send(messageOf(), stop.signal)
    setTimeout(() => stop.abort(), 50)
    const before = performance.now()
    assert.equal(outcomeOf(await sending), 'retry (server)')
    assert.ok(performance.now() - before < 1000)
  })
})

describe('an address outside ASCII', () => {
  const recipient = 'jürgen@büro.example'

  test('is sent to a server that offers SMTPUTF8, which is asked for', async t => {
    const commands: string[] = []
    const server = await startRaw(
      lineServer(line => {
        commands.push(line)
        if (line.startsWith('EHLO')) return '250-test\r\n250 SMTPUTF8\r\n'
        return line === 'DATA' ? '354 go\r\n' : '250 ok\r\n'
      }),
    )
    t.after(() => server.close())
    const result = await smtpNotifier(optionsFor(server.port)).send(messageOf({ recipient }), never)
    assert.equal(outcomeOf(result), 'accepted')
    assert.ok(
      commands.some(line => /^MAIL FROM:<.*> .*SMTPUTF8/.test(line)),
      commands.join('; '),
    )
  })

  test('whose domain alone is outside needs no SMTPUTF8: it goes out as its A-label', async t => {
    const commands: string[] = []
    const server = await startRaw(
      lineServer(line => {
        commands.push(line)
        if (line.startsWith('EHLO')) return '250-test\r\n250 SMTPUTF8\r\n'
        return line === 'DATA' ? '354 go\r\n' : '250 ok\r\n'
      }),
    )
    t.after(() => server.close())
    const message = messageOf({ recipient: address.parse('ann@büro.example') })
    assert.equal(outcomeOf(await smtpNotifier(optionsFor(server.port)).send(message, never)), 'accepted')
    assert.ok(commands.includes('RCPT TO:<ann@xn--bro-hoa.example>'), commands.join('; '))
    assert.ok(!commands.some(line => line.includes('SMTPUTF8')), commands.join('; '))
  })

  test('is given up at one that does not, and the error says why', async t => {
    const server = await serverFor(t, { hideSMTPUTF8: true })
    const result = await smtpNotifier(optionsFor(server.port)).send(messageOf({ recipient }), never)
    assert.equal(outcomeOf(result), 'permanent')
    assert.match(result.accepted ? '' : result.error, /does not offer SMTPUTF8/)
    assert.equal(server.accepted.length, 0)
  })
})
