import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stuck } from '../../../../../src/assurance/audit/plants/stuck.ts'
import { futurePoints, groundOf, valuesOf } from '../../../../support/audit/ground.ts'

describe('a value that is stuck', () => {
  test('is the first one that comes, in every bucket', () => {
    const after = stuck.apply(futurePoints([null, 4, 5]), null, groundOf())
    assert.deepEqual(valuesOf(after), [4, 4, 4])
    assert.deepEqual(valuesOf(stuck.apply(futurePoints([null]), null, groundOf())), [null])
  })

  test('says nothing of a series that repeats its values', () => {
    const repeating = futurePoints(Array.from({ length: 100 }, (_, k) => Math.floor(k / 2)))
    assert.match(stuck.unfit?.(repeating) ?? '', /repeats/)
    assert.equal(stuck.unfit?.(futurePoints(Array.from({ length: 100 }, (_, k) => k))), null)
  })
})
