import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { catalogue, indicatorMetric, metrics } from '../../../src/exposition/catalogue.ts'
import { indicator } from '../../support/exposition/exposition.ts'

const families = catalogue([
  indicator('task_run_time_p50'),
  indicator('task_failure_rate', { unit: 'ratio' }),
  indicator('task_throughput', { unit: 'count', family: 'count' }),
])

describe('the metric catalogue', () => {
  test('names every metric once, with the prefix slowburn_', () => {
    const names = families.map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
    for (const name of names) assert.match(name, /^slowburn_[a-z0-9_]+$/)
  })

  test('ends every counter, and nothing else, in _total', () => {
    for (const { name, type } of families) assert.equal(name.endsWith('_total'), type === 'counter', name)
  })

  test('ends no plain metric in a suffix that belongs to histograms', () => {
    for (const { name } of families) assert.doesNotMatch(name, /_(count|sum|bucket)$/)
  })

  test('uses base units alone, and puts them last', () => {
    for (const { name } of families) {
      assert.doesNotMatch(name, /_(ms|milliseconds|minutes|hours|days|percent)(_|$)/)
      assert.doesNotMatch(name, /_(seconds|ratio)_(?!total)/)
    }
  })

  test('attaches no label that belongs to the target', () => {
    for (const { labels } of families) {
      assert.deepEqual(
        labels.filter(label => ['job', 'instance', 'host', 'env', '__name__'].includes(label)),
        [],
      )
    }
  })

  test('says of every metric in a sentence what it is', () => {
    for (const { help } of families) assert.match(help, /^[A-Z0-9].{15,}\.$/)
  })

  test('puts the unit of an indicator after the part: value, bound or baseline', () => {
    const runTime = indicator('task_run_time_p50')
    assert.equal(indicatorMetric(runTime), 'slowburn_task_run_time_p50_seconds')
    assert.equal(indicatorMetric(runTime, 'lower'), 'slowburn_task_run_time_p50_lower_seconds')
    assert.equal(
      indicatorMetric(indicator('claimed_verified_gap', { unit: 'ratio' }), 'baseline_upper'),
      'slowburn_claimed_verified_gap_baseline_upper_ratio',
    )
  })

  test('gives counts no unit', () => {
    const throughput = indicator('task_throughput', { unit: 'count' })
    assert.equal(indicatorMetric(throughput), 'slowburn_task_throughput')
  })

  test('gives counts a rate per second, and nothing else', () => {
    const rates = families.map(({ name }) => name).filter(name => name.endsWith('_per_second'))
    assert.deepEqual(rates, ['slowburn_task_throughput_per_second'])
  })

  test('refuses an indicator whose metrics would bear a name that is taken', () => {
    const clash = indicator('change_effect', { unit: 'ratio' })
    assert.throws(() => catalogue([clash]), /two metrics are named slowburn_change_effect_ratio/)
  })

  test('refuses an indicator whose name is not snake case', () => {
    assert.throws(() => catalogue([indicator('Run-Time')]), /not snake case/)
  })

  test('gives every histogram rising buckets', () => {
    for (const metric of metrics) {
      if (metric.source !== 'observation') continue
      const { buckets } = metric
      assert.ok(buckets.length > 3)
      assert.deepEqual(
        [...buckets].sort((a, b) => a - b),
        buckets,
      )
    }
  })
})
