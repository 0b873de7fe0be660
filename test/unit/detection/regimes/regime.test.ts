import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { agrees, inSigmas, isClear, isTested, relativeTo } from '../../../../src/detection/regimes/regime.ts'

describe('The size of a change', () => {
  test('as a ratio never falls below -100 %, and is none where there is no ratio', () => {
    const down = { value: -5, lower: -15, upper: -1 }
    assert.deepEqual(relativeTo(down, 10, true), { value: -0.5, lower: -1, upper: -0.1 })
    assert.equal(relativeTo(down, 10, false), null)
    assert.equal(relativeTo(down, 0, true), null)
  })

  test('is clear where its interval leaves no doubt of the sign', () => {
    assert.ok(isClear({ value: 2, lower: 1, upper: 3 }) && isClear({ value: -2, lower: -3, upper: -1 }))
    assert.ok(!isClear({ value: 2, lower: -1, upper: 5 }))
  })

  test('in sigma is finite, whatever the noise', () => {
    assert.equal(inSigmas(6, 2), 3)
    assert.equal(inSigmas(6, 0), 0)
    assert.equal(inSigmas(1, 1e-300), 1e9)
  })
})

test('A size is told only where its interval leaves its sign in no doubt, and its word says the same', () => {
  assert.equal(agrees({ value: 2, lower: 1, upper: 3 }, 'up'), true)
  assert.equal(agrees({ value: 2, lower: 1, upper: 3 }, 'down'), false)
  assert.equal(agrees({ value: 2, lower: -1, upper: 5 }, 'up'), false)
  assert.deepEqual((['level', 'slope', 'variance', 'hour', 'tail', 'burst'] as const).filter(isTested), [
    'level',
    'slope',
  ])
})
