import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { missing } from '../../../../../src/assurance/audit/plants/missing.ts'
import { futurePoints, groundOf, valuesOf } from '../../../../support/audit/ground.ts'

describe('values that are missing', () => {
  test('leave buckets without one; of events there are none', () => {
    const future = futurePoints([3, 4])
    assert.deepEqual(valuesOf(missing.apply(future, null, groundOf())), [null, null])
    const after = missing.apply(future, null, groundOf({ family: 'count' }))
    assert.deepEqual(
      [valuesOf(after), after.map(({ n }) => n)],
      [
        [0, 0],
        [0, 0],
      ],
    )
  })

  test('say nothing of a series that often pauses', () => {
    const pausing = futurePoints(Array.from({ length: 100 }, (_, k) => (k % 4 === 0 ? null : k)))
    assert.match(missing.unfit?.(pausing) ?? '', /without a value/)
    assert.equal(missing.unfit?.(futurePoints(Array(100).fill(1))), null)
  })
})
