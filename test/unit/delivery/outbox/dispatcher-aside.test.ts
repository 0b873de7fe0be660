import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Aside, dispatchOnce } from '../../../../src/delivery/outbox/dispatcher.ts'
import type { SendResult } from '../../../../src/delivery/outbox/message.ts'
import {
  ACCEPTED,
  dispatchingOf,
  leapingClock,
  messageOf,
  openOutbox,
  scriptedNotifier,
} from '../../../support/delivery/delivery.ts'

const never = new AbortController().signal

test('the dispatcher lets others pass where an attempt takes long, asks nobody twice meanwhile, and takes its answer', async () => {
  const box = openOutbox()
  box.outbox.add([messageOf({ recipient: 'slow@example.org' }), messageOf({ recipient: 'ann@example.org' })])
  const asked: string[] = []
  let answer: (result: SendResult) => void = () => undefined
  const notifier = scriptedNotifier()
  notifier.send = ({ recipient }) => {
    asked.push(recipient)
    const isSlow = recipient === 'slow@example.org'
    return isSlow ? new Promise(resolve => (answer = resolve)) : Promise.resolve(ACCEPTED)
  }
  const dispatching = dispatchingOf(box, notifier, leapingClock(0))
  const aside: Aside = new Map()
  for (let batch = 0; batch < 2; batch += 1) await dispatchOnce(dispatching, never, { aside, long: 20 })
  assert.deepEqual(asked, ['slow@example.org', 'ann@example.org'])
  const states = () => Object.fromEntries(box.outbox.list(9).map(one => [one.recipient, one.state]))
  assert.deepEqual(states(), { 'slow@example.org': 'attempting', 'ann@example.org': 'accepted' })
  const going = [...aside.values()]
  answer(ACCEPTED)
  await Promise.all(going)
  assert.equal(states()['slow@example.org'], 'accepted')
  assert.equal(aside.size, 0)
})
