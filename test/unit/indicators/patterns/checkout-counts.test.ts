import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SECOND } from '../../../../src/core/duration.ts'
import { checkoutDeclines } from '../../../../src/indicators/checkout/checkout-declines.ts'
import { checkoutFailureRate } from '../../../../src/indicators/checkout/checkout-failure-rate.ts'
import { checkoutTimeP50 } from '../../../../src/indicators/checkout/checkout-time-p50.ts'
import {
  checkoutsEnded,
  checkoutsFailed,
  checkoutsMissed,
} from '../../../../src/indicators/patterns/checkout-counts.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { wilsonInterval } from '../../../../src/stats/intervals/binomial-interval.ts'
import { lifecycle, MONDAY } from '../../../support/facts/lifecycles.ts'
import { estimated } from '../../../support/facts/windows.ts'

describe('checkouts', () => {
  test('count where they ended, by how they ended', () => {
    const counts = [checkoutsEnded, checkoutsMissed, checkoutsFailed]
    const moments = (outcome: string) => counts.map(count => count.at(ended(outcome, 1)[0] as Lifecycle))
    assert.deepEqual(moments('completed'), [MONDAY + 30 * SECOND, null, null])
    assert.deepEqual(moments('expired'), [MONDAY + 30 * SECOND, MONDAY + 30 * SECOND, null])
    assert.deepEqual(
      moments('failed'),
      counts.map(() => MONDAY + 30 * SECOND),
    )
    const open = lifecycle('checkout', { openedAt: MONDAY })
    assert.deepEqual(
      counts.map(count => count.at(open)),
      [null, null, null],
    )
  })

  test('that were given up are missed, and no declines', () => {
    const all = [...ended('completed', 12), ...ended('failed', 3), ...ended('expired', 5)]
    assert.deepEqual(estimated(checkoutFailureRate, all), { ok: true, n: 20, ...wilsonInterval(8, 20) })
    assert.equal(estimated(checkoutDeclines, all).value, 3)
  })

  test('take as long as those that were completed', () => {
    const all = [...ended('completed', 12), ...ended('expired', 50, 86_400)]
    const { value, n } = estimated(checkoutTimeP50, all)
    assert.equal(n, 12)
    assert.ok(Math.abs(value - 30) < 0.3, `${value}`)
  })
})

function ended(outcome: string, count: number, seconds = 30): Lifecycle[] {
  return Array.from({ length: count }, (_, i) =>
    lifecycle('checkout', {
      openedAt: MONDAY + i,
      endedAt: MONDAY + i + seconds * SECOND,
      outcome,
      labels: { step: 'checkout' },
    }),
  )
}
