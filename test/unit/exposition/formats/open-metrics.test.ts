import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderOpenMetrics } from '../../../../src/exposition/formats/open-metrics.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'

test('a gauge has its unit where its name ends in it', () => {
  const samples = [{ labels: labelSet({ of: 'say "x"\n' }), value: 1e-7 }]
  const family = { help: 'How "long".\n', type: 'gauge', samples, unit: 'seconds' } as const
  assert.equal(
    renderOpenMetrics({ ...family, name: 'a_seconds' }),
    `# HELP a_seconds How \\"long\\".\\n
# TYPE a_seconds gauge
# UNIT a_seconds seconds
a_seconds{of="say \\"x\\"\\n"} 1e-7
`,
  )
  assert.doesNotMatch(renderOpenMetrics({ ...family, name: 'a' }), /UNIT/)
  assert.doesNotMatch(renderOpenMetrics({ ...family, name: 'a_seconds', unit: null }), /UNIT/)
})

test('a counter is named without _total, and its sample with it', () => {
  const samples = [{ labels: labelSet({}), value: 3 }]
  assert.equal(
    renderOpenMetrics({ name: 'a_total', help: 'A.', type: 'counter', samples }),
    '# HELP a A.\n# TYPE a counter\na_total 3\n',
  )
})

test('a histogram has bounds that are no whole numbers, and sum and count', () => {
  const one = { bounds: [0.5, 1, 60], cumulative: [1, 2, 2], sum: 70.25, count: 3 }
  const histograms = [
    { ...one, labels: labelSet({ stage: 'a' }) },
    { ...one, labels: labelSet({}), bounds: [], cumulative: [] },
  ]
  assert.equal(
    renderOpenMetrics({ name: 'a_seconds', help: 'A.', type: 'histogram', histograms, unit: 'seconds' }),
    `# HELP a_seconds A.
# TYPE a_seconds histogram
# UNIT a_seconds seconds
a_seconds_bucket{le="0.5",stage="a"} 1
a_seconds_bucket{le="1.0",stage="a"} 2
a_seconds_bucket{le="60.0",stage="a"} 2
a_seconds_bucket{le="+Inf",stage="a"} 3
a_seconds_sum{stage="a"} 70.25
a_seconds_count{stage="a"} 3
a_seconds_bucket{le="+Inf"} 3
a_seconds_sum 70.25
a_seconds_count 3
`,
  )
})

test('a family without a sample has no line', () => {
  assert.equal(renderOpenMetrics({ name: 'a', help: 'A.', type: 'gauge', samples: [] }), '')
  assert.equal(renderOpenMetrics({ name: 'a', help: 'A.', type: 'histogram', histograms: [] }), '')
})
