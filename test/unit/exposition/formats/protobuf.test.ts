import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FamilyData } from '../../../../src/exposition/family.ts'
import {
  familyHead,
  writeFamily,
  writeGauge,
  writtenLabels,
} from '../../../../src/exposition/formats/protobuf.ts'
import { Wire } from '../../../../src/exposition/formats/wire.ts'
import { joinLabels, labelSet, NO_LABELS } from '../../../../src/exposition/labels.ts'
import { HOSTILE } from '../../../support/exposition/exposition.ts'
import { type ReadFamily, readFamilies } from '../../../support/exposition/metric-families.ts'

function written(...families: readonly FamilyData[]): ReadFamily[] {
  const wire = new Wire()
  for (const family of families) writeFamily(wire, family)
  return readFamilies(wire.take())
}

describe('a family in protobuf', () => {
  test('is read as it was, each behind the other', () => {
    const labels = labelSet({ source: 'tasks' })
    const read = written(
      { name: 'a_total', help: 'A.', type: 'counter', samples: [{ labels, value: 7 }] },
      { name: 'b', help: 'B\n"b".', type: 'gauge', samples: [{ labels: labelSet({}), value: -0.5 }] },
    )
    assert.deepEqual(read, [
      {
        name: 'a_total',
        help: 'A.',
        type: 'COUNTER',
        metric: [{ label: [{ name: 'source', value: 'tasks' }], counter: { value: 7 } }],
      },
      { name: 'b', help: 'B\n"b".', type: 'GAUGE', metric: [{ label: [], gauge: { value: -0.5 } }] },
    ])
  })

  test('has the same gauges where their labels have been written before', () => {
    const [first, ...own] = [
      { a: '1' },
      {},
      { text: 'x'.repeat(300) },
      ...HOSTILE.map(text => ({ text })),
    ].map(labelSet)
    const named = writtenLabels(first === undefined ? [] : [first])
    for (const before of [named.bytes, writtenLabels([]).bytes]) {
      const wire = new Wire()
      const after = writtenLabels(own)
      for (const place of own.keys()) writeGauge(wire, before, after, place, place / 7)
      const bytes = wire.take()
      const begins = before.length === 0 ? NO_LABELS : (first ?? NO_LABELS)
      const samples = own.map((labels, place) => ({ labels: joinLabels(begins, labels), value: place / 7 }))
      const family: FamilyData = { name: 'a', help: 'A.', type: 'gauge', samples }
      const whole = new Wire()
      writeFamily(whole, family)
      assert.deepEqual(Buffer.concat([familyHead(family, bytes.length), bytes]), whole.take())
    }
  })

  test('is not there where it has no sample', () => {
    assert.deepEqual(written({ name: 'a', help: 'A.', type: 'gauge', samples: [] }), [])
    assert.deepEqual(written({ name: 'a', help: 'A.', type: 'histogram', histograms: [] }), [])
  })

  test('has whatever a platform writes into a label, without the quotes of the text format', () => {
    const samples = HOSTILE.map(text => ({ labels: labelSet({ text }), value: 1 }))
    const [family] = written({ name: 'a', help: 'A.', type: 'gauge', samples })
    assert.deepEqual(
      family?.metric.map(({ label }) => label[0]?.value),
      samples.map(({ labels }) => labels.pairs[0]?.[1]),
    )
  })

  test('has a histogram in classic buckets and in native ones', () => {
    const native = {
      schema: -2,
      zeroThreshold: 0.001,
      zeroCount: 3,
      spans: [
        { offset: -4, length: 1 },
        { offset: 2, length: 2 },
      ],
      deltas: [1, 299, -298],
    }
    const sample = { labels: labelSet({}), bounds: [0.1, 1], cumulative: [1, 300], sum: 1.5, count: 306 }
    const [both, classic] = written(
      { name: 'a', help: 'A.', type: 'histogram', histograms: [{ ...sample, native }] },
      { name: 'b', help: 'B.', type: 'histogram', histograms: [sample] },
    )
    const known = {
      sampleCount: 306,
      sampleSum: 1.5,
      bucket: [
        { cumulativeCount: 1, upperBound: 0.1 },
        { cumulativeCount: 300, upperBound: 1 },
      ],
    }
    assert.deepEqual(both?.metric[0]?.histogram, {
      ...known,
      schema: -2,
      zeroThreshold: 0.001,
      zeroCount: 3,
      positiveSpan: native.spans,
      positiveDelta: native.deltas,
    })
    assert.deepEqual(classic?.metric[0]?.histogram, { ...known, positiveSpan: [], positiveDelta: [] })
  })

  test('names the trace in which something was counted or observed, and says since when it is', () => {
    const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
    const exemplar = { trace, value: 2, at: 1_700_000_000_250 }
    const read = {
      label: [
        { name: 'trace_id', value: trace.traceId },
        { name: 'span_id', value: trace.spanId },
      ],
      value: 2,
      timestamp: { seconds: 1_700_000_000, nanos: 250_000_000 },
    }
    const labels = labelSet({})
    const one = { labels, bounds: [1, 5], cumulative: [0, 1], sum: 4, count: 1, created: 1001 }
    const [counter, histogram] = written(
      {
        name: 'a_total',
        help: 'A.',
        type: 'counter',
        samples: [{ labels, value: 3, exemplar, created: 500 }],
      },
      {
        name: 'b',
        help: 'B.',
        type: 'histogram',
        histograms: [
          {
            ...one,
            exemplars: new Map([
              [1, exemplar],
              [2, exemplar],
            ]),
          },
        ],
      },
    )
    assert.deepEqual(counter?.metric[0]?.counter, {
      value: 3,
      exemplar: read,
      createdTimestamp: { seconds: 0, nanos: 500_000_000 },
    })
    assert.deepEqual(histogram?.metric[0]?.histogram?.bucket, [
      { cumulativeCount: 0, upperBound: 1 },
      { cumulativeCount: 1, upperBound: 5, exemplar: read },
      { cumulativeCount: 1, upperBound: Number.POSITIVE_INFINITY, exemplar: read },
    ])
    assert.deepEqual(histogram.metric[0].histogram.createdTimestamp, { seconds: 1, nanos: 1_000_000 })
  })
})
