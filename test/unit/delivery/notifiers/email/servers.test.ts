import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { MINUTE } from '../../../../../src/core/duration.ts'
import type { SmtpOptions } from '../../../../../src/delivery/notifiers/email/connection.ts'
import { smtpServers } from '../../../../../src/delivery/notifiers/email/servers.ts'
import { leapingClock, messageOf } from '../../../../support/delivery/delivery.ts'
import { startSmtp, type TestSmtp } from '../../../../support/delivery/smtp.ts'

const never = new AbortController().signal
const optionsOf = ({ port }: TestSmtp): SmtpOptions => ({ host: '127.0.0.1', port, tls: 'none', auth: null })

async function two(t: TestContext): Promise<[TestSmtp, TestSmtp]> {
  const servers: [TestSmtp, TestSmtp] = [await startSmtp(), await startSmtp()]
  t.after(() => Promise.all(servers.map(one => one.close())))
  return servers
}

test('the second is tried where the first does not let us in, and then comes first for a minute', async t => {
  const [first, second] = await two(t)
  const clock = leapingClock(0)
  const notifier = smtpServers([optionsOf(first), optionsOf(second)], clock)
  first.misbehave({ at: 'connect', code: 421 })
  for (const episodeId of ['e1', 'e2']) {
    assert.equal((await notifier.send(messageOf({ episodeId }), never)).accepted, true)
  }
  assert.deepEqual([first.connections(), first.accepted.length, second.accepted.length], [1, 0, 2])
  clock.set(MINUTE)
  await notifier.send(messageOf({ episodeId: 'e3' }), never)
  assert.equal(first.accepted.length, 1)
})

test('a refusal of the message is an answer: the second is not asked', async t => {
  const [first, second] = await two(t)
  first.misbehave({ at: 'rcpt', code: 550 })
  const result = await smtpServers([optionsOf(first), optionsOf(second)], leapingClock(0)).send(
    messageOf(),
    never,
  )
  assert.ok(!result.accepted && result.outcome === 'permanent')
  assert.equal(second.connections(), 0)
})

test('an attempt without an answer stays with its server, which is known before it sees the message', async t => {
  const [first, second] = await two(t)
  const notifier = smtpServers([optionsOf(first), optionsOf(second)], leapingClock(0))
  let via: string | null = null
  const attempt = () => ({
    via,
    pin: (name: string) => {
      via = name
    },
  })
  first.misbehave({ at: 'answer', drop: true }, { at: 'connect', code: 421 })
  const unknown = await notifier.send(messageOf(), never, attempt())
  assert.ok(!unknown.accepted && unknown.outcome === 'unknown')
  assert.equal(via, `127.0.0.1:${first.port}`)
  const away = await notifier.send(messageOf(), never, attempt())
  assert.ok(
    !away.accepted && away.outcome === 'retry' && away.scope === 'message',
    'it holds no other message up',
  )
  assert.equal((await notifier.send(messageOf(), never, attempt())).accepted, true)
  assert.deepEqual([first.accepted.length, second.connections()], [2, 0])
})

test('where none answers every one is named, and nothing is condemned', async t => {
  const [first, second] = await two(t)
  first.always({ at: 'connect', code: 421 })
  second.always({ at: 'connect', code: 421 })
  const notifier = smtpServers([optionsOf(first), optionsOf(second)], leapingClock(0))
  const result = await notifier.send(messageOf(), never)
  assert.ok(!result.accepted && result.outcome === 'retry' && result.scope === 'server')
  assert.match(result.error, new RegExp(`${first.port}.*${second.port}`))
  assert.match((await notifier.check(never)) ?? '', new RegExp(`${first.port}.*${second.port}`))
})
