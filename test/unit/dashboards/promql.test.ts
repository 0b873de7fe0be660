import assert from 'node:assert/strict'
import { test } from 'node:test'
import { known } from '../../support/dashboards/catalogue.ts'
import { Promql } from '../../support/dashboards/promql.ts'

const read = (expression: string): Promql => new Promql(expression, known)

test('an expression that Prometheus would refuse is not valid', () => {
  assert.ok(
    read('sum by (stage) (rate(slowburn_tick_failures_total{job=~"$job"}[$__rate_interval]))').isValid(),
  )
  for (const wrong of ['', 'sum(slowburn_series{', 'sum by stage (slowburn_series)', 'slowburn_series{a=~b}'])
    assert.ok(!read(wrong).isValid(), wrong)
})

test('a selector says what it is of, over what and for which function', () => {
  const [one] = read(
    'rate(slowburn_tick_failures_total{job=~"$job", stage!="alert"}[$__rate_interval])',
  ).selectors()
  assert.deepEqual(one, {
    metric: 'slowburn_tick_failures_total',
    matchers: [
      { label: 'job', op: '=~', value: '$job' },
      { label: 'stage', op: '!=', value: 'alert' },
    ],
    range: '$__rate_interval',
    inside: 'rate',
  })
  assert.equal(
    read('last_over_time(slowburn_series[$__range] @ end())').selectors()[0]?.inside,
    'last_over_time',
  )
})

test('the labels of an answer are those that grouping and joining leave', () => {
  const labels = (expression: string): string[] => [...read(expression).labels()].sort()
  assert.deepEqual(labels('sum(slowburn_series)'), [])
  assert.deepEqual(labels('sum by (state) (slowburn_series)'), ['state'])
  assert.deepEqual(labels('topk(3, slowburn_series)'), ['indicator', 'instance', 'job', 'state'])
  assert.deepEqual(labels('max without (state) (slowburn_series) > 0'), ['indicator', 'instance', 'job'])
  assert.deepEqual(
    labels('slowburn_change_effect_ratio * ignoring (series, page) group_left (series) slowburn_series_info'),
    ['indicator', 'instance', 'job', 'series'],
  )
  assert.deepEqual(labels('time() - slowburn_source_up'), ['instance', 'job', 'source'])
  assert.ok(labels('label_replace(slowburn_source_up, "part", "$1", "source", "(.*)")').includes('part'))
})

test('the dimension of an answer follows from those of the metrics', () => {
  const dimensions = {
    'time() - max(slowburn_last_tick_timestamp_seconds)': 'seconds',
    '1000 * slowburn_release_timestamp_seconds': 'millisecond timestamp',
    'rate(slowburn_source_pull_duration_seconds_sum[5m]) / rate(slowburn_source_pull_duration_seconds_count[5m])':
      'seconds',
    'rate(process_cpu_seconds_total[5m])': 'ratio',
    'rate(slowburn_deliveries_total[5m])': 'per second',
    'increase(slowburn_deliveries_total[5m])': 'count',
    slowburn_source_up: 'flag',
    'sum(slowburn_source_up)': 'count',
    'topk(3, slowburn_source_up)': 'flag',
    'sum without () (slowburn_source_up)': 'flag',
    'slowburn_change_effect_ratio * slowburn_series_info and slowburn_incident_member': 'ratio',
    'max(time() - slowburn_outbox_oldest_unsettled_timestamp_seconds) or 0 * count(slowburn_build_info)':
      'seconds',
  }
  for (const [expression, dimension] of Object.entries(dimensions))
    assert.equal(read(expression).dimension(), dimension, expression)
})
