import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { event, join } from '../../../support/facts/joining.ts'

const started = event('checkout.started', 100, { step: 'payment' })

describe('joining a checkout', () => {
  test('keeps why it failed and whose fault that is', () => {
    const failed = event('checkout.failed', 200, { step: 'payment', reason: 'do_not_honor', fault: 'issuer' })
    const joined = join([failed, started])
    assert.deepEqual([joined?.openedAt, joined?.endedAt, joined?.outcome], [100, 200, 'failed'])
    assert.deepEqual(joined?.labels, { fault: 'issuer', reason: 'do_not_honor', step: 'payment' })
  })

  test('that was called done and failed later has failed: a refund comes back days after it was sent', () => {
    const step = 'refund'
    const begun = event('checkout.started', 100, { step })
    const done = event('checkout.completed', 110, { step })
    const failed = event('checkout.failed', 900, { step, reason: 'expired_or_canceled_card' })
    for (const order of [
      [begun, done, failed],
      [failed, done, begun],
    ]) {
      const joined = join(order)
      assert.deepEqual([joined?.outcome, joined?.endedAt], ['failed', 900])
      assert.deepEqual(joined?.labels, { reason: 'expired_or_canceled_card', step })
    }
  })

  test('is ended by the first of equal ends, and says no reason of an end that does not stand', () => {
    const ends = [
      event('checkout.failed', 300, { step: 'payment', reason: 'late' }),
      event('checkout.failed', 200, { step: 'payment' }),
      event('checkout.expired', 150, { step: 'payment', reason: 'abandoned' }),
    ]
    for (const order of [ends, ends.toReversed()]) {
      const joined = join(order)
      assert.deepEqual([joined?.outcome, joined?.endedAt], ['failed', 200])
      assert.deepEqual(joined?.labels, { step: 'payment' })
    }
  })

  test('of two ends at one moment has the least flattering', () => {
    const ends = [
      event('checkout.completed', 200, { step: 'payment' }),
      event('checkout.failed', 200, { step: 'payment', fault: 'ours' }),
    ]
    for (const order of [ends, ends.toReversed()]) assert.equal(join(order)?.outcome, 'failed')
  })
})
