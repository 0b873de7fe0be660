// A notifier that breaks, whichever channel it is of, is named in log and outbox and stops no other channel.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { channels } from '../../../../src/delivery/notifiers/registry.ts'
import { attemptBy } from '../../../../src/delivery/outbox/attempt.ts'
import { dispatchOnce } from '../../../../src/delivery/outbox/dispatcher.ts'
import type { Notifier } from '../../../../src/delivery/outbox/message.ts'
import {
  dispatchingOf,
  leapingClock,
  messageOf,
  openOutbox,
  scriptedNotifier,
} from '../../../support/delivery/delivery.ts'
import { linesOf } from '../../../support/log.ts'

const never = new AbortController().signal

const FAULTS: ReadonlyArray<readonly [string, Notifier['send'], RegExp]> = [
  [
    'throws',
    () => {
      throw new Error('out of order')
    },
    /failed: out of order/,
  ],
  ['rejects', () => Promise.reject(new Error('out of order')), /failed: out of order/],
  ['answers nonsense', () => Promise.resolve('yes' as never), /no answer/],
  [
    'answers with a trap',
    () =>
      Promise.resolve({
        accepted: false,
        get outcome(): never {
          throw new Error('out of bounds')
        },
        error: 'no',
      }),
    /failed: out of bounds/,
  ],
  ...[Number.NaN, Number.POSITIVE_INFINITY, -1, '5s', 1e300, 5n].map(
    after =>
      [
        `asks to wait for ${after}`,
        () => Promise.resolve({ accepted: false, outcome: 'retry', error: 'busy', after } as never),
        /busy \(the notifier toy \w+ asked to wait for/,
      ] as const,
  ),
]

for (const { name: channel } of channels) {
  describe(`the channel ${channel}, where its notifier is broken`, () => {
    for (const [what, send, reason] of FAULTS) {
      test(`and ${what}, is named, and the message of another channel is sent`, async () => {
        const box = openOutbox()
        box.outbox.add([messageOf({ channel }), messageOf({ channel: 'another', recipient: 'bob' })])
        const broken: Notifier = { ...scriptedNotifier(), name: `toy ${channel}`, send }
        const { log, lines } = linesOf()
        const clock = leapingClock(1000)
        await dispatchOnce({ ...dispatchingOf(box, broken, clock, { channel }), log }, never)
        const sound = scriptedNotifier()
        await dispatchOnce({ ...dispatchingOf(box, sound, clock, { channel: 'another' }), log }, never)
        assert.equal(sound.sent.length, 1)
        const own = box.outbox.list(10).find(entry => entry.channel === channel)
        assert.match(own?.lastError ?? '', reason)
        assert.match(own?.lastError ?? '', new RegExp(`toy ${channel}`))
        assert.ok(lines.some(line => line.includes(channel) && reason.test(line)))
      })
    }

    test('and never returns, is given up in time, and nobody knows whether its message was sent', async () => {
      const hanging: Notifier = {
        ...scriptedNotifier(),
        name: `toy ${channel}`,
        send: () => new Promise<never>(() => {}),
      }
      const result = await attemptBy(hanging, messageOf({ channel }), never, { longest: 20 })
      assert.ok(!result.accepted && result.outcome === 'unknown' && result.scope === 'server')
      assert.match(result.error, new RegExp(`the notifier toy ${channel} did not return within 0.02 s`))
    })
  })
}
