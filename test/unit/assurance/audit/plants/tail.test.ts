import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tail } from '../../../../../src/assurance/audit/plants/tail.ts'
import { futurePoints, groundOf, valuesOf } from '../../../../support/audit/ground.ts'

describe('a tail', () => {
  test('is the share of buckets that its size says, six deviations out; the others are as they were', () => {
    const after = valuesOf(tail.apply(futurePoints(Array(2000).fill(100)), { share: 0.2 }, groundOf()))
    const far = after.filter(value => Math.abs((value ?? 0) - 100 * Math.exp(0.6)) < 1e-6)
    assert.ok(Math.abs(far.length - 400) < 60, String(far.length))
    assert.equal(after.filter(value => value === 100).length, 2000 - far.length)
  })
})
