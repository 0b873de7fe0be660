import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE } from '../../../../src/core/duration.ts'
import { openMetrics } from '../../../../src/exposition/history/open-metrics.ts'
import type { Span } from '../../../../src/exposition/history/spans.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'

const FAMILY = {
  name: 'toys',
  type: 'gauge',
  help: 'Toys that are "new".',
  labels: [],
  perSeries: false,
  unit: null,
  topic: 'series',
} as const
const span = (from: number, until: number, value: number, kind = 'bear'): Span => ({
  family: FAMILY,
  labels: labelSet({ kind }),
  from: from * MINUTE,
  until: until * MINUTE,
  value,
})
const text = (spans: readonly Span[], from = 0, until = 60): string =>
  [
    ...openMetrics(spans, {
      from: from * MINUTE,
      until: until * MINUTE,
      step: 4 * MINUTE,
      target: { job: 'slowburn' },
    }),
  ].join('')

test('a value is repeated at each step, from its beginning to before its end', () => {
  assert.equal(
    text([span(1, 9, 2), span(9, 10, 3)]),
    `# HELP toys Toys that are \\"new\\".
# TYPE toys gauge
toys{job="slowburn",kind="bear"} 2 60
toys{job="slowburn",kind="bear"} 2 240
toys{job="slowburn",kind="bear"} 2 480
toys{job="slowburn",kind="bear"} 3 540
# EOF
`,
  )
})

test('the time of a label set never goes back, also where two spans overlap', () => {
  const times = [
    ...text([span(0, 8, 1), span(3, 10, 2), span(0, 4, 1, 'duck')]).matchAll(/(\w+)"} (\d) (\d+)$/gm),
  ]
  assert.deepEqual(
    times.map(([, kind, value, at]) => `${kind} ${value} ${at}`),
    ['bear 1 0', 'bear 1 240', 'bear 2 480', 'duck 1 0'],
  )
})

test('what is outside of the time that is asked for is left out', () => {
  assert.equal(text([span(0, 4, 1), span(50, 60, 2)], 4, 50), '# EOF\n')
})
