// Mail servers as administrators have them, each a real one: certificates, tokens, relays, IPv6, and two in order.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseConfig } from '../../src/config/load.ts'
import { HOUR, MINUTE } from '../../src/core/duration.ts'
import { email } from '../../src/delivery/notifiers/email/channel.ts'
import type { SmtpOptions } from '../../src/delivery/notifiers/email/connection.ts'
import { smtpServers } from '../../src/delivery/notifiers/email/servers.ts'
import { dispatchOnce } from '../../src/delivery/outbox/dispatcher.ts'
import { dispatchingOf, leapingClock, messageOf, openOutbox } from '../support/delivery/delivery.ts'
import { smtpNotifier } from '../support/delivery/notifiers/smtp-notifier.ts'
import { type Misbehaviour, startSmtp, type TestSmtp } from '../support/delivery/smtp.ts'
import { temporaryFolder } from '../support/folder.ts'

const never = new AbortController().signal
const PEM = fileURLToPath(new URL('../golden/web/', import.meta.url))
const pem = (name: string): string => readFileSync(PEM + name, 'utf8')

async function serverFor(t: TestContext, ...of: Parameters<typeof startSmtp>): Promise<TestSmtp> {
  const server = await startSmtp(...of)
  t.after(() => server.close())
  return server
}

/** By the way of a configuration. */
async function sentBy(smtp: string): Promise<{ accepted: boolean; error: string }> {
  const config = parseConfig(
    `sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]
contacts: [{ name: ann, email: ann@example.org }]
smtp: ${smtp}
`,
    {},
  )
  const notifier = email.open([], { settings: config, folder: '/nowhere', clock: leapingClock(0) })
  const result = await notifier.send(messageOf(), never)
  return { accepted: result.accepted, error: result.accepted ? '' : result.error }
}

describe('a mail server', () => {
  const tls = { cert: pem('server.pem'), key: pem('server.key'), disabledCommands: [] }

  test('that wants a certificate of the client is shown one, and trusted by an authority of its own', async t => {
    const server = await serverFor(t, {
      ...tls,
      secure: true,
      ca: pem('authority.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    })
    const common = `host: localhost, port: ${server.port}, tls: implicit, from: s@example.org, ca_file: ${PEM}authority.pem`
    assert.equal((await sentBy(`{ ${common} }`)).accepted, false)
    const shown = await sentBy(`{ ${common}, cert_file: ${PEM}client.pem, key_file: ${PEM}client.key }`)
    assert.deepEqual(shown, { accepted: true, error: '' })
    assert.equal(server.accepted.length, 1)
  })

  test('that wants XOAUTH2 is given the token, and the new one once the old one has ended', async t => {
    const shown: string[] = []
    const server = await serverFor(t, {
      ...tls,
      authOptional: false,
      authMethods: ['XOAUTH2'],
      onAuth({ method, accessToken = '', username = '' }, _session, callback) {
        shown.push(`${method} ${username} ${accessToken}`)
        if (accessToken === 'new') return callback(null, { user: username })
        callback(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } } as never)
      },
    })
    const folder = temporaryFolder(t)
    const used = join(folder, 'used')
    const command = JSON.stringify([
      'sh',
      '-c',
      'if test -e "$1"; then echo new; else touch "$1"; echo old; fi',
      'sh',
      used,
    ])
    const common = `host: localhost, port: ${server.port}, from: s@example.org, ca_file: ${PEM}authority.pem, user: ann`
    assert.deepEqual(await sentBy(`{ ${common}, oauth2: { token_command: ${command} } }`), {
      accepted: true,
      error: '',
    })
    assert.deepEqual(shown, ['XOAUTH2 ann old', 'XOAUTH2 ann new'])
    const file = join(folder, 'token')
    writeFileSync(file, 'new\n')
    assert.equal((await sentBy(`{ ${common}, oauth2: { token_file: ${file} } }`)).accepted, true)
    writeFileSync(file, 'ended\n')
    const refused = await sentBy(`{ ${common}, oauth2: { token_file: ${file} } }`)
    assert.equal(refused.accepted, false)
    assert.doesNotMatch(refused.error, /ended/)
  })

  test('is told by which name we go, and is found by IPv6', async t => {
    const names: Array<string | false> = []
    const server = await serverFor(t, {}, '::1')
    const six = `{ host: "[::1]", port: ${server.port}, tls: none, from: s@example.org }`
    assert.equal((await sentBy(six)).accepted, true)
    const named = await serverFor(t, {
      authMethods: ['PLAIN'],
      allowInsecureAuth: true,
      onAuth(_auth, { hostNameAppearsAs }, callback) {
        names.push(hostNameAppearsAs)
        callback(null, { user: 'ann' })
      },
    })
    await sentBy(
      `{ host: 127.0.0.1, port: ${named.port}, tls: none, from: s@example.org, hello: alerts.example.org, user: ann, password: x }`,
    )
    assert.deepEqual(names, ['alerts.example.org'])
    assert.equal(server.accepted.length, 1)
  })

  test('without TLS is a relay in a private network, or is left before it sees a message', async t => {
    const server = await serverFor(t)
    const relay = `{ host: 127.0.0.1, port: ${server.port}, tls: none, private_network: true, from: s@example.org }`
    assert.equal((await sentBy(relay)).accepted, true)
    const options: SmtpOptions = {
      host: '127.0.0.1',
      port: server.port,
      tls: 'none',
      auth: null,
      privateOnly: true,
    }
    const seen = await smtpNotifier(options).send(messageOf(), never)
    assert.equal(seen.accepted, true)
  })
})

describe('two mail servers in order', () => {
  const FAULTS: readonly Misbehaviour[] = [
    ...(['connect', 'mail', 'rcpt', 'data'] as const).flatMap(at =>
      [421, 451, 550].map(code => ({ at, code })),
    ),
    { at: 'rcpt', drop: true },
    { at: 'answer', drop: true },
    { at: 'connect', silent: true },
  ]

  test('never both take a message, whatever the first does three times, and whenever it was restarted', async t => {
    let copies = 0
    for (const fault of FAULTS) {
      for (const restarts of [false, true]) {
        const [first, second] = [await serverFor(t), await serverFor(t)]
        const timeouts = { connect: 300, greeting: 300, idle: 500, total: 2000 }
        const options = [first, second].map(({ port }) => ({
          host: '127.0.0.1',
          port,
          tls: 'none' as const,
          auth: null,
          timeouts,
        }))
        const box = openOutbox()
        box.transaction(() => box.outbox.add([messageOf()]))
        const clock = leapingClock(0)
        first.misbehave(fault, fault, fault)
        let notifier = smtpServers(options, clock)
        for (let round = 0; round < 6; round += 1) {
          if (restarts) notifier = smtpServers(options, clock)
          await dispatchOnce(dispatchingOf(box, notifier, clock), never)
          clock.set(clock.now() + HOUR)
        }
        const { state } = box.outbox.get(1) ?? {}
        const told = `${JSON.stringify(fault)} restarts=${restarts}: ${state} ${first.accepted.length}+${second.accepted.length}`
        assert.ok(first.accepted.length === 0 || second.accepted.length === 0, told)
        assert.equal(state, first.accepted.length + second.accepted.length > 0 ? 'accepted' : 'dead', told)
        copies += first.accepted.length + second.accepted.length
        await Promise.all([first.close(), second.close()])
      }
    }
    assert.ok(copies > FAULTS.length)
  })
  test('that stall at a step before the dot leave the message to the next, after it keep it, and lose their place for a minute', async t => {
    for (const at of ['connect', 'mail', 'rcpt', 'data', 'answer'] as const) {
      const [first, second] = [await serverFor(t), await serverFor(t)]
      const timeouts = { connect: 300, greeting: 300, idle: 300, total: 1000, answer: 5000 }
      const options = [first, second].map(({ port }) => ({
        host: '127.0.0.1',
        port,
        tls: 'none' as const,
        auth: null,
        timeouts,
      }))
      const afterDot = at === 'data' || at === 'answer'
      const box = openOutbox()
      const owe = (episodeId: string): void =>
        box.transaction(() => box.outbox.add([messageOf({ episodeId })]))
      const clock = leapingClock(0)
      first.misbehave({ at, stall: afterDot ? 3000 : 1000 })
      const notifier = smtpServers(options, clock, 100)
      const aside = new Map<number, Promise<unknown>>()
      const dispatch = () => dispatchOnce(dispatchingOf(box, notifier, clock), never, { aside, long: 800 })
      owe('slow')
      await dispatch()
      // Whoever comes meanwhile goes by the second, however long the first one takes.
      for (const episodeId of ['next', 'and the next']) {
        clock.set(clock.now() + 2 * MINUTE)
        if (!afterDot) clock.set(clock.now() - 2 * MINUTE)
        owe(episodeId)
        await dispatch()
      }
      await Promise.all(aside.values())
      const by = ({ accepted }: TestSmtp): string[] =>
        accepted.map(({ messageId }) => messageId.split('.')[0] ?? '')
      const meanwhile = ['<next', '<and the next']
      assert.deepEqual(
        [by(first), by(second)],
        afterDot ? [['<slow'], meanwhile] : [[], ['<slow', ...meanwhile]],
        at,
      )
      clock.set(clock.now() + HOUR)
      owe('after')
      await dispatch()
      assert.equal(by(first).at(-1), '<after', `the order of the servers is kept after a stall at ${at}`)
      await Promise.all([first.close(), second.close()])
    }
  })
})
