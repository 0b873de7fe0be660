import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { level } from '../../../../../src/assurance/audit/plants/level.ts'
import { futurePoints, groundOf, valuesOf } from '../../../../support/audit/ground.ts'

describe('a level', () => {
  test('moves at once and stays', () => {
    const future = futurePoints([100, null, 110])
    const after = level.apply(future, { share: 0.5 }, groundOf())
    assert.deepEqual(
      valuesOf(after).map(value => value && Math.round(value)),
      [150, null, 165],
    )
    assert.deepEqual(valuesOf(future), [100, null, 110], 'what it was given is as it was')
  })
})
