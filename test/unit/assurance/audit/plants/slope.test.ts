import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { slope } from '../../../../../src/assurance/audit/plants/slope.ts'
import { DAY, HOUR } from '../../../../../src/core/duration.ts'
import { futurePoints, groundOf, valuesOf } from '../../../../support/audit/ground.ts'

describe('a slope', () => {
  test('has come as far as its size in thirty days, and goes on from there', () => {
    const hours = (60 * DAY) / HOUR
    const after = valuesOf(slope.apply(futurePoints(Array(hours).fill(100)), { share: 0.3 }, groundOf()))
    const at = (day: number): number => Math.round(after[day * 24 - 1] ?? 0)
    assert.deepEqual([at(15), at(30), at(60)], [115, 130, 160])
  })

  test('ends where its family does', () => {
    const down = groundOf({ family: 'count', direction: 'down', typical: { center: 4, sigma: 1, n: 4 } })
    const after = valuesOf(slope.apply(futurePoints(Array(2000).fill(4)), { share: 1 }, down))
    assert.equal(after.at(-1), 0)
  })
})
