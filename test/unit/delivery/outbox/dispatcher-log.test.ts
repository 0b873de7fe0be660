// What the log says of what is not accepted: once, however often it is tried.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../../src/core/duration.ts'
import { createOutages } from '../../../../src/core/outages.ts'
import { dispatchOnce } from '../../../../src/delivery/outbox/dispatcher.ts'
import {
  ACCEPTED,
  DOWN,
  dispatchingOf,
  leapingClock,
  messageOf,
  openOutbox,
  RETRY,
  scriptedNotifier,
} from '../../../support/delivery/delivery.ts'
import { linesOf } from '../../../support/log.ts'

const never = new AbortController().signal

describe('the log of the dispatcher', () => {
  test('says once that a server lets nothing through, whatever waits for it, and once that it does again', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf(), messageOf({ recipient: 'bob@example.org' })])
    const clock = leapingClock(0)
    const { log, lines } = linesOf()
    const notifier = scriptedNotifier(...Array.from({ length: 20 }, () => DOWN), ACCEPTED, ACCEPTED)
    const dispatching = dispatchingOf(box, notifier, clock, { log })
    const outages = createOutages()
    for (let minute = 0; minute < 60; minute += 1) {
      clock.set(minute * MINUTE)
      await dispatchOnce(dispatching, never, { outages })
    }
    assert.equal(notifier.sent.length, 22)
    const words = lines.map(line => /^\S+ (\S+ +[^=]*) \S+=/.exec(line)?.[1])
    assert.deepEqual(words, [
      'warn  message not accepted; it will be tried again',
      'info  message accepted',
      'info  messages get through again',
      'info  message accepted',
    ])
  })

  test('says once why a message is refused again and again, and in the end that it was accepted', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const clock = leapingClock(0)
    const { log, lines } = linesOf()
    const notifier = scriptedNotifier(RETRY, RETRY, RETRY, ACCEPTED)
    const outages = createOutages()
    for (let minute = 0; minute < 10; minute += 1) {
      clock.set(minute * MINUTE)
      await dispatchOnce(dispatchingOf(box, notifier, clock, { log }), never, { outages })
    }
    assert.equal(notifier.sent.length, 4)
    assert.deepEqual(
      lines.map(line => /message (not )?accepted/.exec(line)?.[0]),
      ['message not accepted', 'message accepted'],
    )
  })
})
