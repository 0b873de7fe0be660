import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { placebo } from '../../../../../src/assurance/audit/plants/placebo.ts'
import { futurePoints, groundOf } from '../../../../support/audit/ground.ts'

describe('a placebo', () => {
  test('changes nothing, and may be called nothing', () => {
    const future = futurePoints([1, 2, null])
    assert.deepEqual(placebo.apply(future, null, groundOf()), future)
    assert.deepEqual(placebo.kinds, [])
  })
})
