// A message that may have been taken is bound to its server, as far as outbox and dispatcher see to it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { dispatchOnce } from '../../../../src/delivery/outbox/dispatcher.ts'
import type { Notifier, SendResult } from '../../../../src/delivery/outbox/message.ts'
import {
  ACCEPTED,
  dispatchingOf,
  leapingClock,
  messageOf,
  openOutbox,
  RETRY,
  scriptedNotifier,
  UNKNOWN,
} from '../../../support/delivery/delivery.ts'

const never = new AbortController().signal

describe('a message that one of several servers may have taken', () => {
  test('stays bound to it until the answer is one, over a restart too', async () => {
    const box = openOutbox()
    box.transaction(() => box.outbox.add([messageOf()]))
    const seen: Array<string | null> = []
    const answers: SendResult[] = [RETRY, UNKNOWN, RETRY, ACCEPTED]
    const notifier: Notifier = {
      name: 'smtp',
      send: (_message, _signal, attempt) => {
        seen.push(attempt?.via ?? null)
        if (attempt?.via === null) attempt.pin(`server ${seen.length}`)
        return Promise.resolve(answers.shift() ?? ACCEPTED)
      },
      check: () => Promise.resolve(null),
      close: () => Promise.resolve(),
    }
    const clock = leapingClock(0)
    for (let round = 0; round < 4; round += 1) {
      await dispatchOnce(dispatchingOf(box, notifier, clock), never)
      clock.set(clock.now() + HOUR)
    }
    assert.deepEqual(seen, [null, null, 'server 2', 'server 2'])
  })

  test('is bound where the process died with the message out', async () => {
    const box = openOutbox()
    box.transaction(() => box.outbox.add([messageOf()]))
    box.outbox.begin(1, 0)
    box.outbox.pin(1, 'b:25')
    const notifier = scriptedNotifier(RETRY)
    await dispatchOnce(dispatchingOf(box, notifier, leapingClock(0)), never)
    assert.equal(box.outbox.get(1)?.via, 'b:25')
  })
})
