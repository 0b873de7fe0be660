import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  addToSketch,
  binEdges,
  binValue,
  countIn,
  type LogSketch,
  logScale,
  mergeSketch,
  scaledSketch,
  sketchSize,
  startSketch,
} from '../../../../src/stats/sketches/log-sketch.ts'

const scale = logScale(0.01)
const numbers = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e12, noNaN: true })), {
  maxLength: 60,
})

function sketchOf(values: readonly number[]): LogSketch {
  const sketch = startSketch()
  for (const value of values) addToSketch(sketch, scale, value)
  return sketch
}

function bytes(sketch: LogSketch): string {
  return JSON.stringify(sketch)
}

describe('a log sketch', () => {
  test('knows every number to within its accuracy', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), value => {
        const [bin] = sketchOf([value]).bins
        assert.ok(bin !== undefined)
        assert.ok(Math.abs(binValue(bin, scale) / value - 1) <= 0.01 + 1e-9)
        const { lower, upper } = binEdges(bin, scale)
        assert.ok(lower <= value * (1 + 1e-9) && value <= upper * (1 + 1e-9))
      }),
      { seed: 1 },
    )
  })

  test('keeps zero as zero, below every other number', () => {
    const { bins, counts } = sketchOf([5, 0, 0])
    const [bin = 1] = bins
    assert.deepEqual([binValue(bin, scale), counts[0], binEdges(bin, scale)], [0, 2, { lower: 0, upper: 0 }])
  })

  test('merges parts in any order, and in any grouping, to the bytes of the whole', () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (a, b, c) => {
        const whole = bytes(sketchOf([...a, ...b, ...c]))
        const left = sketchOf(a)
        mergeSketch(left, sketchOf(b))
        mergeSketch(left, sketchOf(c))
        const right = sketchOf(c)
        const inner = sketchOf(b)
        mergeSketch(inner, sketchOf(a))
        mergeSketch(right, inner)
        assert.deepEqual([bytes(left), bytes(right)], [whole, whole])
      }),
      { seed: 2 },
    )
  })

  test('counts what a bin holds, and nothing in a bin that it does not have', () => {
    const sketch = sketchOf([5, 5, 80, 7000])
    const [five = 0, eighty = 0] = sketch.bins
    assert.deepEqual(
      [five, eighty, five + 1].map(bin => countIn(sketch, bin)),
      [2, 1, 0],
    )
  })

  test('keeps its bins in ascending order, each once and none empty', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const sketch = sketchOf(a)
        mergeSketch(sketch, sketchOf(b))
        for (const value of a.slice(0, 5)) addToSketch(sketch, scale, value, -1)
        const { bins, counts } = sketch
        assert.deepEqual(
          bins,
          [...new Set(bins)].sort((x, y) => x - y),
        )
        assert.ok(counts.every(count => count !== 0))
      }),
      { seed: 4 },
    )
  })

  test('gives back what was added when it is taken away again', () => {
    fc.assert(
      fc.property(numbers, numbers, (kept, gone) => {
        const sketch = sketchOf([...kept, ...gone])
        for (const value of gone) addToSketch(sketch, scale, value, -1)
        assert.equal(bytes(sketch), bytes(sketchOf(kept)))
        assert.equal(sketchSize(sketch), kept.length)
        const { bins, counts } = sketchOf(gone)
        const atOnce = sketchOf([...kept, ...gone])
        mergeSketch(atOnce, { bins, counts: counts.map(count => -count) })
        assert.equal(bytes(atOnce), bytes(sketch))
      }),
      { seed: 3 },
    )
  })

  test('scales to whole counts that are off by at most a half at every rank', () => {
    const sketch = startSketch()
    for (const value of [1, 2, 2, 3, 5, 8, 8, 8, 13]) addToSketch(sketch, scale, value)
    for (const factor of [0.1, 0.5, 1, 7.3]) {
      const scaled = scaledSketch(sketch, factor)
      let [sum, wanted] = [0, 0]
      for (const [place, bin] of sketch.bins.entries()) {
        wanted += factor * (sketch.counts[place] ?? 0)
        sum += countIn(scaled, bin)
        assert.ok(Math.abs(sum - wanted) <= 0.5 && Number.isInteger(sum), `${sum} of ${wanted}`)
      }
    }
    assert.deepEqual(scaledSketch(sketch, 1), sketch)
  })
})
