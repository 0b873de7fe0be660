import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Line, regimeBreach } from '../../../../src/detection/regimes/breach.ts'

const RISING: Line = {
  before: 10,
  start: 10,
  from: 100,
  to: 200,
  onset: { value: 100, lower: 95, upper: 105 },
  rate: { value: 0.1, error: 0.01 },
  last: true,
}

describe('Where a regime crosses a limit', () => {
  test('is inside it or beyond it, as far as its trend is clear', () => {
    assert.equal(regimeBreach(RISING, 15)?.value, 150)
    const beyond = regimeBreach(RISING, 30)
    assert.equal(beyond?.value, 300)
    assert.ok((beyond?.lower ?? 0) < 300 && (beyond?.upper ?? 0) > 300)
  })

  test('is its onset where the step itself crosses', () => {
    assert.deepEqual(regimeBreach({ ...RISING, start: 20, rate: null }, 15), RISING.onset)
  })

  test('is nowhere for another direction, an unclear trend, one long over or one too far away', () => {
    assert.equal(regimeBreach(RISING, 5), null)
    assert.equal(regimeBreach({ ...RISING, rate: { value: 0.1, error: 0.1 } }, 15), null)
    assert.equal(regimeBreach({ ...RISING, last: false }, 30), null)
    assert.equal(regimeBreach(RISING, 10_000), null)
    assert.equal(regimeBreach(RISING, null), null)
  })
})
