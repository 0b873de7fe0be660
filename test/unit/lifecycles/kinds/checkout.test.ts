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

  test('is ended by what comes first, and says no reason of an end that does not stand', () => {
    const completed = event('checkout.completed', 200, { step: 'payment' })
    const expired = event('checkout.expired', 300, { step: 'payment', reason: 'abandoned' })
    for (const order of [
      [started, completed, expired],
      [expired, completed, started],
    ]) {
      const joined = join(order)
      assert.equal(joined?.outcome, 'completed')
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
