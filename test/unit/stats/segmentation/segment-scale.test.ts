import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { fitScale } from '../../../../src/stats/segmentation/segment-scale.ts'
import { massInterval } from '../../../../src/stats/segmentation/segment-shift.ts'
import { ar1 } from '../../../support/detection/describing.ts'

describe('A shift', () => {
  test('of scale is found where it is, and is none in noise', () => {
    const noise = Float64Array.from(ar1(randomStream(9), 200, 0), (z, i) => (i >= 120 ? 3 * z : z))
    const fit = fitScale(noise, { from: 20, to: 180, sign: 0, least: 0 })
    const { lower, upper } = massInterval(fit?.mass ?? new Float64Array(1), 0.9)
    assert.ok(20 + lower <= 120 && 120 <= 20 + upper)
    assert.ok((fit?.evidence ?? 0) > 10)
    const calm = fitScale(Float64Array.from(ar1(randomStream(10), 200, 0)), {
      from: 20,
      to: 180,
      sign: 0,
      least: 0,
    })
    assert.ok((calm?.evidence ?? 9) < 2)
  })
})
