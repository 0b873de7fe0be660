import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dispatchOnce } from '../../../../src/delivery/outbox/dispatcher.ts'
import {
  ACCEPTED,
  dispatchingOf,
  leapingClock,
  messageOf,
  openOutbox,
  scriptedNotifier,
} from '../../../support/delivery/delivery.ts'

test('the dispatcher begins nothing where no more may be begun', async () => {
  const box = openOutbox()
  box.outbox.add([messageOf()])
  const dispatching = dispatchingOf(box, scriptedNotifier(ACCEPTED), leapingClock(0))
  const { signal } = new AbortController()
  assert.equal((await dispatchOnce({ ...dispatching, takesMore: () => false }, signal)).tried, 0)
  assert.equal((await dispatchOnce({ ...dispatching, takesMore: () => true }, signal)).tried, 1)
})
