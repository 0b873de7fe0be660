import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { spreadOf } from '../../../../src/stats/segmentation/segment-robust.ts'
import { takeOutSeason } from '../../../../src/stats/segmentation/segment-season.ts'
import { ar1 } from '../../../support/detection/describing.ts'

describe('Seasons', () => {
  test('are taken out where they repeat, and none is from noise', () => {
    const noise = Float64Array.from(ar1(randomStream(12), 300, 0.5))
    assert.equal(takeOutSeason(noise).period, 0)
    const seasonal = noise.map((z, i) => z + 5 * Math.cos((2 * Math.PI * i) / 12))
    const { period, values } = takeOutSeason(seasonal)
    assert.equal(period, 12)
    assert.ok(spreadOf(values) < 1.3 * spreadOf(noise))
  })
})
