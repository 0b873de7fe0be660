import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { renderOpenMetrics } from '../../../support/exposition/scraped.ts'

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

const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const IN_TRACE = '# {trace_id="4bf92f3577b34da6a3ce929d0e0e4736",span_id="00f067aa0ba902b7"}'

test('what was counted or observed in a trace names it, and since when it is counted', () => {
  const exemplar = { trace: TRACE, value: 2, at: 1_700_000_000_250 }
  const labels = labelSet({ of: 'x' })
  const counter = { name: 'a_total', help: 'A.', type: 'counter' } as const
  assert.equal(
    renderOpenMetrics({ ...counter, samples: [{ labels, value: 3, exemplar, created: 1_600_000_000_500 }] }),
    `# HELP a A.
# TYPE a counter
a_total{of="x"} 3 ${IN_TRACE} 2 1700000000.25
a_created{of="x"} 1600000000.5
`,
  )
  const exemplars = new Map([
    [0, exemplar],
    [1, { ...exemplar, value: 9 }],
  ])
  const one = {
    labels: labelSet({}),
    bounds: [5],
    cumulative: [1],
    sum: 11,
    count: 2,
    created: 1000,
    exemplars,
  }
  assert.equal(
    renderOpenMetrics({ name: 'b', help: 'B.', type: 'histogram', histograms: [one] }),
    `# HELP b B.
# TYPE b histogram
b_bucket{le="5.0"} 1 ${IN_TRACE} 2 1700000000.25
b_bucket{le="+Inf"} 2 ${IN_TRACE} 9 1700000000.25
b_sum 11
b_count 2
b_created 1
`,
  )
})
