import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { emptyResource } from '@opentelemetry/resources'
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics'
import { manualClock } from '../../../../src/core/clock.ts'
import type { FamilyData } from '../../../../src/exposition/family.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { metricProducer } from '../../../../src/exposition/otlp/metrics.ts'

const labels = labelSet({ task_type: 'build' })
const FAMILIES: readonly FamilyData[] = [
  { name: 'things_total', help: 'Things.', type: 'counter', samples: [{ labels, value: 3 }] },
  { name: 'age_seconds', help: 'Age.', type: 'gauge', samples: [{ labels, value: 1.5 }] },
  { name: 'none_ratio', help: 'Nothing yet.', type: 'gauge', samples: [] },
  {
    name: 'took_seconds',
    help: 'Durations.',
    type: 'histogram',
    histograms: [{ labels, bounds: [1, 2], cumulative: [2, 5], sum: 9, count: 6 }],
  },
]

async function collected(): Promise<Map<string, MetricData>> {
  const clock = manualClock(1_500)
  const producer = metricProducer(
    { collect: async () => [...FAMILIES] },
    { clock, version: '1', resource: emptyResource() },
  )
  clock.advance(1000)
  const { resourceMetrics } = await producer.collect()
  const metrics = resourceMetrics.scopeMetrics.flatMap(scope => scope.metrics)
  return new Map(metrics.map(metric => [metric.descriptor.name, metric]))
}

describe('families as OpenTelemetry metrics', () => {
  test('are a monotonic sum, a gauge and a histogram, all cumulative, with their units', async () => {
    const metrics = await collected()
    const counter = metrics.get('things_total')
    assert.equal(counter?.dataPointType, DataPointType.SUM)
    assert.equal(counter?.dataPointType === DataPointType.SUM && counter.isMonotonic, true)
    assert.equal(counter?.aggregationTemporality, AggregationTemporality.CUMULATIVE)
    assert.equal(metrics.get('age_seconds')?.dataPointType, DataPointType.GAUGE)
    assert.equal(metrics.get('age_seconds')?.descriptor.unit, 's')
  })

  test('count each bucket by itself, and what is beyond the last bound', async () => {
    const point = (await collected()).get('took_seconds')?.dataPoints[0]
    assert.deepEqual(point?.value, { buckets: { boundaries: [1, 2], counts: [2, 3, 1] }, sum: 9, count: 6 })
  })

  test('carry their labels as attributes, and the time since the start', async () => {
    const point = (await collected()).get('things_total')?.dataPoints[0]
    assert.deepEqual(point?.attributes, { task_type: 'build' })
    assert.deepEqual(
      [point?.startTime, point?.endTime],
      [
        [1, 500_000_000],
        [2, 500_000_000],
      ],
    )
  })

  test('began to be counted when they did, be that before this start, and never later than now', async () => {
    const clock = manualClock(900_000)
    const counted = (created: number) => ({ labels, value: 3, created })
    const took = { labels, bounds: [1], cumulative: [2], sum: 1, count: 2, created: 500 }
    const families: FamilyData[] = [
      { name: 'things_total', help: 'Things.', type: 'counter', samples: [counted(1500), counted(950_000)] },
      { name: 'took_seconds', help: 'Durations.', type: 'histogram', histograms: [took] },
    ]
    const exposition = { collect: async () => families }
    const producer = metricProducer(exposition, { clock, version: '1', resource: emptyResource() })
    const { resourceMetrics } = await producer.collect()
    const points = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ dataPoints }) => dataPoints.map(({ startTime }) => startTime)),
    )
    assert.deepEqual(points, [
      [1, 500_000_000],
      [900, 0],
      [0, 500_000_000],
    ])
  })

  test('are left out where they have no point', async () => {
    assert.equal((await collected()).has('none_ratio'), false)
  })
})
