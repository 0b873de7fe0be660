import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../../src/core/random.ts'
import { medianOf } from '../../../../../../src/stats/segmentation/segment-robust.ts'
import {
  aboutMedian,
  hasFar,
  withoutSpans,
} from '../../../../../../src/stats/segmentation/shared-noise/episodes/excursions.ts'
import { ar1 } from '../../../../../support/detection/describing.ts'

describe('What is set aside before regimes are sought', () => {
  test('is seen about the running median of the week before and after', () => {
    const row = Float64Array.from(ar1(randomStream(181), 60, 0.5))
    row[20] = Number.NaN
    const about = aboutMedian(row, 2)
    for (const i of [0, 14, 30, 59]) {
      const from = Math.min(Math.max(0, i - 14), 60 - 29)
      const around = row.slice(from, from + 29).filter(value => !Number.isNaN(value))
      assert.ok(Math.abs((about[i] as number) - ((row[i] as number) - medianOf(around))) < 1e-12)
    }
  })

  test('is what left for hours, and no step', () => {
    const about = (shape: (i: number) => number): Float64Array => {
      const row = Float64Array.from(ar1(randomStream(182), 1200, 0), (z, i) => z + shape(i))
      return aboutMedian(row, 24)
    }
    const still = about(() => 0)
    const left = about(i => (i >= 600 && i < 608 ? 10 : 0))
    const step = about(i => (i >= 600 ? 10 : 0))
    assert.deepEqual([hasFar(still), hasFar(left)], [false, true])
    assert.ok(step.every(value => Math.abs(value) < 7))
  })

  test('leaves the rest of the row as it was', () => {
    assert.deepEqual(
      [...withoutSpans(Float64Array.of(1, 2, 3, 4), [{ from: 1, to: 3 }])],
      [1, Number.NaN, Number.NaN, 4],
    )
  })
})
