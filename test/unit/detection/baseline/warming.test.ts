import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { addWarming, type WarmingState, warmedValues } from '../../../../src/detection/baseline/warming.ts'

describe('a warming series', () => {
  test('gives back the points that it was fed, gaps and trials too', () => {
    let state: WarmingState | null = null
    const values = [
      { at: 0, value: 5.5, n: 3 },
      { at: HOUR, value: 6.25, n: 4 },
      { at: 4 * HOUR, value: 1, n: 60 },
    ]
    for (const value of values) state = addWarming(state, value, HOUR, 'proportion')
    assert.deepEqual(warmedValues(state as WarmingState, HOUR), values)
  })

  test('begins again after a gap of more than ten days of hours', () => {
    const first = addWarming(null, { at: 0, value: 1, n: 1 }, HOUR, 'real')
    assert.equal(addWarming(first, { at: 300 * HOUR, value: 1, n: 1 }, HOUR, 'real').have, 1)
  })
})
