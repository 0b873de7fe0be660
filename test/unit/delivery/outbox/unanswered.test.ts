import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SECOND } from '../../../../src/core/duration.ts'
import { dispatchOnce } from '../../../../src/delivery/outbox/dispatcher.ts'
import {
  dispatchingOf,
  leapingClock,
  messageOf,
  openOutbox,
  RETRY,
  scriptedNotifier,
  UNKNOWN,
} from '../../../support/delivery/delivery.ts'

const never = new AbortController().signal

describe('an ending without an answer', () => {
  test('after five refusals waits ten seconds, as the first of its kind', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const clock = leapingClock(0)
    const notifier = scriptedNotifier(RETRY, RETRY, RETRY, RETRY, RETRY, UNKNOWN, RETRY, UNKNOWN)
    const waits: number[] = []
    for (let attempts = 0; attempts < 8; attempts += 1) {
      await dispatchOnce(dispatchingOf(box, notifier, clock), never)
      const next = box.outbox.get(1)?.notBefore ?? 0
      waits.push((next - clock.now()) / SECOND)
      clock.set(next)
    }
    assert.deepEqual(waits, [2, 4, 8, 16, 32, 10, 45, 40])
  })
})
