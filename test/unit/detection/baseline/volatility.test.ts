import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { byDays, isVolatile } from '../../../../src/detection/baseline/volatility.ts'
import { autoregressive } from '../../../support/detection/detection.ts'

const DAYS = 28
const random = (seed: number) => randomStream(7, 'volatility', seed)

/** Share of 100 series that are held to be volatile. */
function share(value: (seed: number) => () => number): number {
  const found = Array.from({ length: 100 }, (_, seed) => {
    const next = value(seed)
    return isVolatile(Array.from({ length: 24 * DAYS }, () => next()))
  })
  return found.filter(Boolean).length
}

describe('quiet and wild days', () => {
  test('alternate where volatility has a memory of two days, and not in independent noise, however heavy its tails', () => {
    const stochastic = share(seed => {
      const stream = random(seed)
      const log = autoregressive(() => stream.uniform(), Math.exp(-1 / 48))
      return () => Math.exp(0.6 * log()) * stream.normal()
    })
    const heavy = share(seed => {
      const stream = random(seed)
      return () => stream.normal() / Math.max(1e-3, stream.uniform())
    })
    assert.ok(stochastic >= 90, `${stochastic}`)
    assert.ok(heavy <= 8, `${heavy}`)
  })

  test('are counted by day: how many marks vary, against a binomial of as many, and how they hang together', () => {
    const marks = Array.from({ length: 24 * 8 }, (_, point) =>
      Math.floor(point / 24) % 2 === 0 ? point % 2 : 0,
    )
    const found = byDays(marks)
    // By hand: the counts are 12 and 0 in turn, so 288 / 7 / (6 (1 - 6 / 24)), and -252 / (8 * 288 / 7).
    assert.ok(found !== null && Math.abs(found.ratio - 9.142857) < 1e-6)
    assert.ok(Math.abs(found.together + 0.765625) < 1e-6)
    assert.equal(byDays(marks.slice(0, 24 * 6)), null)
    assert.equal(byDays(marks.map(() => 0)), null)
  })
})
