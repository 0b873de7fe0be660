import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counter, durations, gauge, info, seriesGauge } from '../../../src/exposition/metric.ts'

const help = 'What it says.'

test('a metric knows its type and its unit from how it is declared', () => {
  const declared = { help, topic: 'service' } as const
  const all = [
    info({ ...declared, name: 'slowburn_toy_info', about: () => ({}) }),
    gauge({ ...declared, name: 'slowburn_toy_ratio', samples: () => [] }),
    seriesGauge({ ...declared, name: 'slowburn_toy_width_seconds', value: () => 1 }),
    counter({ ...declared, name: 'slowburn_toys_total' }),
    durations({ ...declared, name: 'slowburn_toy_duration_seconds' }),
  ]
  assert.deepEqual(
    all.map(({ source, type, unit }) => [source, type, unit]),
    [
      ['info', 'gauge', null],
      ['snapshot', 'gauge', 'ratio'],
      ['series', 'gauge', 'seconds'],
      ['count', 'counter', null],
      ['observation', 'histogram', 'seconds'],
    ],
  )
})

test('a gauge of the series names the indicator before its own labels', () => {
  const toy = seriesGauge({ name: 'slowburn_toy', help, topic: 'series', labels: ['kind'], value: () => 1 })
  assert.deepEqual(toy.labels, ['indicator', 'kind'])
  assert.equal(toy.perSeries, true)
})
