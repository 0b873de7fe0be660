import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { runUnkept } from '../../../../src/app/outgoing/unkept.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { SECOND } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import type { FrozenMessage, SendResult } from '../../../../src/delivery/outbox/message.ts'
import type { Live } from '../../../../src/pipeline/status.ts'
import { SETTINGS } from '../../../support/alerts/alert-samples.ts'
import { policyOf, routeOf } from '../../../support/alerts/alerting.ts'

const FULL = { stage: 'detect', message: 'database slowburn.db: the disk is full. Free some space' }
const ACCEPTED: SendResult = { accepted: true, answer: '250 ok' }

function setup(t: TestContext, answers: SendResult[] = []) {
  const clock = manualClock(Date.UTC(2026, 4, 1))
  const live: Pick<Live, 'fault'> = { fault: null }
  const mails: FrozenMessage[] = []
  const notifier = {
    name: 'smtp',
    send: async (message: FrozenMessage) => {
      const answer = answers.shift() ?? ACCEPTED
      if (answer.accepted) mails.push(message)
      return answer
    },
    check: async () => null,
    close: async () => {},
  }
  const ending = new AbortController()
  const running = runUnkept(
    {
      live,
      contacts: [
        { name: 'Ann', email: ['ann@example.org'] },
        { name: 'Bob', email: ['bob@example.org'] },
      ],
      policy: policyOf({ route: routeOf({ steps: [{ to: ['Ann'], after: 0 }] }) }),
      email: {
        ...SETTINGS,
        actsFor: () => [{ label: 'Acknowledge', url: 'https://slowburn.example/act/x' }],
      },
      notifiers: new Map([['email', notifier]]),
      clock,
      log: silentLogger,
    },
    ending.signal,
  )
  t.after(async () => {
    ending.abort()
    await running
  })
  const pass = async (minutes: number): Promise<string[]> => {
    for (let i = 0; i < minutes * 2; i++) {
      clock.advance(30 * SECOND)
      for (let turn = 0; turn < 20; turn++) await nextTurn()
    }
    return mails.map(({ recipient, subject }) => `${recipient}: ${subject}`)
  }
  return { live, mails, pass }
}

describe('ticks that go on failing, so that nothing can be kept', () => {
  test('are one mail to whoever is on call, with the reason, and another when they are well', async t => {
    const { live, mails, pass } = setup(t)
    live.fault = FULL
    assert.deepEqual(await pass(9), [])
    const [first, ...others] = await pass(60)
    assert.match(first ?? '', /^ann@example\.org: .*SlowburnTickFailing/)
    assert.deepEqual(others, [], 'once, however long it lasts, and to nobody else')
    const text = Buffer.from(mails[0]?.bytes ?? [])
      .toString()
      .replaceAll('=\r\n', '')
      .replaceAll('\r\n', ' ')
    assert.match(text, /Its ticks fail at detect: .*the disk is full\. Free some space/)
    assert.doesNotMatch(text, /act\/x/, 'no link to what the store does not know')
    live.fault = null
    const [, second, ...more] = await pass(30)
    assert.match(second ?? '', /^ann@example\.org: RESOLVED/)
    assert.deepEqual(more, [])
    const root = mails[0]?.messageId ?? 'none'
    assert.ok(
      Buffer.from(mails[1]?.bytes ?? [])
        .toString()
        .includes(root),
      'it answers the first',
    )
  })

  test('that are over within minutes wake nobody', async t => {
    const { live, pass } = setup(t)
    for (let i = 0; i < 5; i++) {
      live.fault = FULL
      await pass(8)
      live.fault = null
      assert.deepEqual(await pass(1), [])
    }
  })

  test('are sent again where no server takes the mail, and never where it may have been taken', async t => {
    const retry: SendResult = { accepted: false, outcome: 'retry', scope: 'server', error: 'nobody answers' }
    const { live, pass } = setup(t, [retry, retry, retry])
    live.fault = FULL
    assert.equal((await pass(13)).length, 1)
    const doubtful: SendResult = { accepted: false, outcome: 'unknown', error: 'the answer was lost' }
    const lost = setup(t, [doubtful])
    lost.live.fault = FULL
    assert.deepEqual(await lost.pass(30), [])
  })
})
