import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { prometheus } from '../../../../../../src/analyse/read/layout/documents/prometheus.ts'

const answer = (resultType: string, result: unknown): Record<string, unknown> => ({
  status: 'success',
  data: { resultType, result },
})

describe('An answer of Prometheus', () => {
  test('is a row for each sample of a range, under its labels', () => {
    const document = answer('matrix', [
      {
        metric: { __name__: 'up', time: 'x' },
        values: [
          [1767225600, '5'],
          [1767225660.5, 'NaN'],
        ],
      },
    ])
    assert.ok(prometheus.matches(document))
    assert.deepEqual(
      [...prometheus.rows(document)],
      [
        { __name__: 'up', exported_time: 'x', time: 1767225600, value: 5 },
        { __name__: 'up', exported_time: 'x', time: 1767225660.5, value: 'NaN' },
      ],
    )
  })

  test('that holds no series says what to ask for', () => {
    assert.throws(() => [...prometheus.rows(answer('vector', []))], /one moment \(vector\).*query_range/)
    assert.throws(() => [...prometheus.rows(answer('streams', []))], /lines of a log.*count_over_time/)
    const failed = { status: 'error', errorType: 'bad_data', error: 'parse error' }
    assert.ok(prometheus.matches(failed))
    assert.throws(() => [...prometheus.rows(failed)], /the answer is no series: error: parse error/)
  })
})
