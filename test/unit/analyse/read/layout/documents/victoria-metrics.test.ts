import assert from 'node:assert/strict'
import { test } from 'node:test'
import { victoriaMetrics } from '../../../../../../src/analyse/read/layout/documents/victoria-metrics.ts'

test('A line that VictoriaMetrics exports is a row for each of its values', () => {
  const document = { metric: { __name__: 'up' }, values: [5, 6], timestamps: [1767225600000, 1767225660000] }
  assert.ok(victoriaMetrics.matches(document))
  assert.deepEqual(
    [...victoriaMetrics.rows(document)],
    [
      { __name__: 'up', time: 1767225600000, value: 5 },
      { __name__: 'up', time: 1767225660000, value: 6 },
    ],
  )
})
