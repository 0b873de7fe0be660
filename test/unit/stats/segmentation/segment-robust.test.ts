import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import {
  clipSpikes,
  medianOf,
  sortedQuantile,
  spreadOf,
} from '../../../../src/stats/segmentation/segment-robust.ts'
import { ar1 } from '../../../support/detection/describing.ts'

describe('Robust measures', () => {
  test('agree with numpy and scipy', () => {
    // np.quantile([1, 2, 4, 8, 16], .3) == 2.4; scipy.stats.median_abs_deviation(x) == 3
    const x = Float64Array.of(1, 2, 4, 8, 16)
    assert.ok(Math.abs(sortedQuantile(x, 0.3) - 2.4) < 1e-12)
    assert.equal(medianOf(x), 4)
    assert.ok(Math.abs(spreadOf(x) - 3 * 1.4826) < 1e-12)
  })

  test('clip a spike and leave a step alone', () => {
    const step = Float64Array.from(ar1(randomStream(11), 60, 0), (z, i) => z + (i >= 30 ? 20 : 0))
    const spiked = step.map((value, i) => (i === 15 ? 500 : value))
    assert.deepEqual(clipSpikes(step, 8), step)
    assert.ok((clipSpikes(spiked, 4)[15] as number) < 10)
  })
})
