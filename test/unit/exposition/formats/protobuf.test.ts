import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FamilyData } from '../../../../src/exposition/family.ts'
import { writeFamily } from '../../../../src/exposition/formats/protobuf.ts'
import { Wire } from '../../../../src/exposition/formats/wire.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
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
})
