import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cloudWatch } from '../../../../../../src/analyse/read/layout/documents/cloudwatch.ts'

describe('An answer of CloudWatch', () => {
  test('to get-metric-statistics is its points', () => {
    const points = [{ Timestamp: '2026-01-01T00:00:00Z', Average: 5, Unit: 'Percent' }]
    assert.ok(cloudWatch.matches({ Label: 'CPU', Datapoints: points }))
    assert.deepEqual([...cloudWatch.rows({ Label: 'CPU', Datapoints: points })], points)
  })

  test('to get-metric-data is a row for each time', () => {
    const document = {
      MetricDataResults: [{ Id: 'm1', Label: 'CPU', Timestamps: ['2026-01-01T00:00:00Z'], Values: [5] }],
    }
    assert.ok(cloudWatch.matches(document))
    assert.deepEqual(
      [...cloudWatch.rows(document)],
      [{ Id: 'm1', Label: 'CPU', time: '2026-01-01T00:00:00Z', value: 5 }],
    )
  })
})
