import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attemptBy } from '../../../../src/delivery/outbox/attempt.ts'
import { dispatchOnce } from '../../../../src/delivery/outbox/dispatcher.ts'
import type { Notifier, SendResult } from '../../../../src/delivery/outbox/message.ts'
import {
  ACCEPTED,
  dispatchingOf,
  leapingClock,
  messageOf,
  openOutbox,
  scriptedNotifier,
} from '../../../support/delivery/delivery.ts'
import { linesOf } from '../../../support/log.ts'

const never = new AbortController().signal

function toy(send: Notifier['send']): Notifier {
  return { name: 'toy', send, check: () => Promise.resolve(null), close: () => Promise.resolve() }
}

const throwing = toy(() => {
  throw new Error('a fault in the code')
})

describe('an attempt', () => {
  test('passes on what a notifier answers', async () => {
    assert.deepEqual(await attemptBy(scriptedNotifier(ACCEPTED), messageOf(), never), ACCEPTED)
  })

  const nonsense: readonly unknown[] = [
    undefined,
    null,
    'accepted',
    { accepted: 'yes' },
    { accepted: true },
    { accepted: false, outcome: 'maybe', error: 'x' },
    { accepted: false, outcome: 'retry' },
  ]
  for (const answer of nonsense) {
    test(`that answers ${JSON.stringify(answer)} leaves it unknown, and the error names the notifier`, async () => {
      const result = await attemptBy(
        toy(() => Promise.resolve(answer as SendResult)),
        messageOf(),
        never,
      )
      assert.ok(!result.accepted && result.outcome === 'unknown')
      assert.match(result.error, /the notifier toy returned something that is no answer/)
    })
  }

  test('that throws leaves it unknown, and says why', async () => {
    const result = await attemptBy(throwing, messageOf(), never)
    assert.ok(!result.accepted && result.outcome === 'unknown')
    assert.match(result.error, /the notifier toy failed: a fault in the code/)
  })

  test('that never returns ends, is told so, and stops the others of its channel alone', async () => {
    let stopped = false
    const hanging = toy((_message, signal) => {
      signal.addEventListener('abort', () => {
        stopped = true
      })
      return new Promise(() => undefined)
    })
    const result = await attemptBy(hanging, messageOf(), never, { longest: 20 })
    assert.ok(!result.accepted && result.outcome === 'unknown' && result.scope === 'server')
    assert.match(result.error, /the notifier toy did not return/)
    assert.ok(stopped)
  })
})

test('a notifier that does not stop holds up the end of slowburn no longer than a moment', async () => {
  const stop = new AbortController()
  const hanging = toy(() => new Promise(() => undefined))
  const sending = attemptBy(hanging, messageOf(), stop.signal, { longest: 50 })
  stop.abort()
  const result = await sending
  assert.ok(!result.accepted && result.outcome === 'unknown')
})

test('a channel whose notifier throws is named in the log and the outbox, and stops no other', async () => {
  const box = openOutbox()
  box.outbox.add([
    messageOf({ recipient: 'toy:ann', channel: 'toy' }),
    messageOf({ recipient: 'bob@example.org' }),
  ])
  const { log, lines } = linesOf()
  const clock = leapingClock(0)
  const outcomes: string[] = []
  await dispatchOnce(
    dispatchingOf(box, throwing, clock, {
      channel: 'toy',
      log,
      observe: ({ outcome }) => outcomes.push(outcome),
    }),
    never,
  )
  await dispatchOnce(dispatchingOf(box, scriptedNotifier(), clock, { channel: 'email' }), never)
  assert.match(lines.join('\n'), /channel=toy.*the notifier toy failed/)
  assert.deepEqual(outcomes, ['unknown'])
  const states = box.outbox.list(9).map(({ channel, state, lastError }) => [channel, state, lastError])
  assert.deepEqual(states, [
    ['email', 'accepted', '250 OK'],
    ['toy', 'queued', 'the notifier toy failed: a fault in the code'],
  ])
})
