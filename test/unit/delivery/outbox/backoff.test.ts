import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SECOND } from '../../../../src/core/duration.ts'
import { retryDelay, unknownDelay } from '../../../../src/delivery/outbox/backoff.ts'
import { dispatchOnce } from '../../../../src/delivery/outbox/dispatcher.ts'
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

describe('the pauses', () => {
  test('are the same on every run, grow, and stay under a minute where the server refused', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 100].map(retryDelay),
      [2, 4, 8, 16, 32, 45, 45].map(s => s * SECOND),
    )
  })

  test('are longer where each attempt may be one more copy', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 99].map(unknownDelay),
      [10, 40, 160, 640, 1800, 1800].map(s => s * SECOND),
    )
  })

  test('waits ten seconds after one without an answer, however often it was refused before', async () => {
    const box = openOutbox()
    box.outbox.add([messageOf()])
    const clock = leapingClock(0)
    const notifier = scriptedNotifier(RETRY, RETRY, RETRY, RETRY, RETRY, UNKNOWN, ACCEPTED)
    const at: number[] = []
    for (let second = 0; second < 200; second += 1) {
      clock.set(second * SECOND)
      const { tried } = await dispatchOnce(dispatchingOf(box, notifier, clock), never)
      if (tried > 0) at.push(second)
    }
    assert.deepEqual(at, [0, 2, 6, 14, 30, 62, 72])
    assert.equal(box.outbox.list(1)[0]?.state, 'accepted')
  })
})
