import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { Histogram, Registry } from 'prom-client'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { createHistogram } from '../../../../src/exposition/own/histograms.ts'

const DECLARED = { name: 'a_seconds', help: 'How\nlong "a" takes \\.', buckets: [0.001, 0.5, 1, 60] }

describe('a histogram', () => {
  test('is byte for byte what prom-client writes', async () => {
    const value = fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom(0, 0.001, 0.5, 60))
    const stage = fc.constantFrom('collect', 'say "x"\n', 'back\\slash', '模型 🔥')
    const observations = fc.array(fc.tuple(stage, value), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(observations, observations, async (before, after) => {
        const theirs = new Registry()
        const histogram = new Histogram({ ...DECLARED, labelNames: ['stage'], registers: [theirs] })
        const ours = createHistogram(DECLARED)
        for (const some of [before, after]) {
          for (const [of, seconds] of some) {
            ours.observe(labelSet({ stage: of }), seconds)
            histogram.observe({ stage: of }, seconds)
          }
          assert.equal(Buffer.concat(atOnce(ours.text())).toString(), await theirs.metrics())
        }
      }),
    )
  })

  test('has no braces but those of its buckets where it has no label', () => {
    const own = createHistogram({ ...DECLARED, buckets: [1] })
    own.observe(labelSet({}), 0.5)
    assert.deepEqual(Buffer.concat(atOnce(own.text())).toString().split('\n').slice(2), [
      'a_seconds_bucket{le="1"} 1',
      'a_seconds_bucket{le="+Inf"} 1',
      'a_seconds_sum 0.5',
      'a_seconds_count 1',
      '',
    ])
  })

  test('keeps the last observation in a trace of each bucket, and since when it observes', () => {
    const own = createHistogram(DECLARED)
    const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
    for (const [at, seconds, within] of [
      [1, 0.2, trace],
      [2, 0.3, trace],
      [3, 0.4, null],
      [4, 70, trace],
    ] as const) {
      own.observe(labelSet({ stage: 'a' }), seconds, { at, trace: within })
    }
    const family = atOnce(own.family())
    assert.ok(family.type === 'histogram')
    const [{ created, exemplars } = {}] = family.histograms
    assert.equal(created, 1)
    assert.deepEqual(
      exemplars,
      new Map([
        [1, { trace, value: 0.3, at: 2 }],
        [4, { trace, value: 70, at: 4 }],
      ]),
    )
  })

  test('comes in pieces, each as it is when it is its turn, in native buckets only for whoever asks for them', () => {
    const own = createHistogram(DECLARED)
    const observe = (place: number): void => own.observe(labelSet({ stage: `${place}` }), 0.2)
    for (let place = 0; place < 150; place++) observe(place)
    const counts: number[] = []
    for (const piece of own.inPieces('classic').pieces()) {
      assert.ok(piece.type === 'histogram' && piece.histograms.length <= 64)
      for (const { count, native } of piece.histograms) {
        counts.push(count)
        assert.equal(native, undefined)
      }
      for (const place of [0, 149]) observe(place)
    }
    assert.deepEqual([counts.length, counts[0], counts[149]], [150, 1, 3])
    for (const piece of own.inPieces('both').pieces())
      assert.ok(piece.type === 'histogram' && piece.histograms.every(({ native }) => native !== undefined))
  })

  test('is the same in classic buckets and in native ones', () => {
    const own = createHistogram(DECLARED)
    for (const seconds of [0, 0.2, 0.2, 70]) own.observe(labelSet({ stage: 'a' }), seconds)
    const family = atOnce(own.family())
    assert.ok(family.type === 'histogram')
    const [{ native, ...classic } = {}] = family.histograms
    assert.deepEqual(classic, {
      labels: labelSet({ stage: 'a' }),
      bounds: DECLARED.buckets,
      cumulative: [1, 3, 3, 3],
      sum: 70.4,
      count: 4,
    })
    assert.equal(native?.zeroCount, 1)
    assert.deepEqual(native.deltas, [2, -1])
  })
})
