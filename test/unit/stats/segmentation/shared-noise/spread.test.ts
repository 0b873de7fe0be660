import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import { spreadChanges } from '../../../../../src/stats/segmentation/shared-noise/spread.ts'

describe('The spread of noise', () => {
  test('that doubles is found to the day, with its ratio', () => {
    const random = randomStream(101)
    const noise = Float64Array.from({ length: 1440 }, (_, i) => (i >= 730 ? 2 : 1) * random.normal())
    const [change, ...more] = spreadChanges(noise, 24, 0)
    assert.deepEqual(more, [])
    assert.ok(Math.abs((change?.at ?? 0) - 730) <= 24, String(change?.at))
    assert.ok((change?.lower ?? 9999) <= 730 && 730 <= (change?.upper ?? 0))
    assert.ok(Math.abs((change?.logRatio.value ?? 0) - Math.LN2) < 3 * (change?.logRatio.error ?? 0))
    assert.ok(Math.abs((change?.from ?? 0) - 1) < 0.1 && Math.abs((change?.to ?? 0) - 2) < 0.2)
  })

  test('is not faked by louder days, clusters of volatility or few days', () => {
    const random = randomStream(102)
    const loud = Float64Array.from({ length: 1440 }, (_, i) => (i % 24 < 12 ? 3 : 1) * random.normal())
    assert.deepEqual(spreadChanges(loud, 24, 0), [])
    let [variance, last] = [1, 0]
    const clustered = Float64Array.from({ length: 2400 }, () => {
      variance = 0.1 + 0.1 * last * last + 0.8 * variance
      last = Math.sqrt(variance) * random.normal()
      return last
    })
    assert.deepEqual(spreadChanges(clustered, 24, 0), [])
    assert.deepEqual(spreadChanges(loud.subarray(0, 240), 24, 0), [])
  })
})
