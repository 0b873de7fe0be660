import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { spread } from '../../../../../src/assurance/audit/plants/spread.ts'
import { futurePoints, groundOf, valuesOf } from '../../../../support/audit/ground.ts'

describe('a spread', () => {
  test('is so much wider about the same level, on the scale of its family', () => {
    const after = valuesOf(spread.apply(futurePoints([100, 110, null]), { share: 1 }, groundOf()))
    assert.deepEqual(
      after.map(value => value && Math.round(value * 10) / 10),
      [100, 121, null],
    )
    const real = groundOf({ family: 'real', typical: { center: 0, sigma: 1, n: 1 } })
    assert.deepEqual(valuesOf(spread.apply(futurePoints([-1, 2]), { share: 1 }, real)), [-2, 4])
  })
})
