import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  courseOf,
  metricsOf,
  selected,
  selectorOf,
  viewsOf,
} from '../../../../src/core/prometheus/metrics.ts'
import { answering, END } from '../../../support/scan/metrics.ts'

const JOB = { name: null, matchers: 'job="api"' }

describe('a selector', () => {
  test('is a name, braces, or both', () => {
    assert.deepEqual(selectorOf('up'), { name: 'up', matchers: '' })
    assert.deepEqual(selectorOf('{job="api",}'), JOB)
    assert.deepEqual(selectorOf(' up {job=~"a|b"} '), { name: 'up', matchers: 'job=~"a|b"' })
    for (const text of ['', '{}', 'rate(up[5m])', 'up{job="a"} > 1'])
      assert.equal(selectorOf(text), null, text)
  })

  test('is written with the name within the braces, where a matcher of the name may stand too', () => {
    assert.equal(selected({ name: 'up', matchers: '' }), '{__name__="up"}')
    assert.equal(
      selected({ name: null, matchers: '__name__=~"a.*"' }, 'ab'),
      '{__name__="ab",__name__=~"a.*"}',
    )
  })
})

describe('what is looked at of a metric', () => {
  const views = (names: string[], types: Record<string, string> = {}) =>
    viewsOf(new Map(names.map(name => [name, 1])), new Map(Object.entries(types)))

  test('is the rate of a counter, the mean of a histogram, and the value of what else there is', () => {
    const { views: of, left } = views([
      'a_total',
      'b_seconds_bucket',
      'b_seconds_count',
      'b_seconds_sum',
      'depth',
    ])
    assert.deepEqual(
      of.map(({ name, view }) => `${view} ${name}`),
      ['rate a_total', 'rate b_seconds_count', 'mean b_seconds', 'value depth'],
    )
    assert.deepEqual(left, { identity: 0, moment: 0, bucket: 1 })
  })

  test('of a histogram that is one sample each is how often something was observed, and its mean', () => {
    const { views: of } = views(['a_seconds', 'b_seconds_bucket', 'b_seconds_count', 'b_seconds_sum'], {
      a_seconds: 'histogram',
      b_seconds: 'histogram',
    })
    assert.deepEqual(
      of.map(({ name, view, native = false }) => `${view} ${name} ${native}`),
      ['rate a_seconds true', 'mean a_seconds true', 'rate b_seconds_count false', 'mean b_seconds false'],
    )
  })

  test('goes by the type that the server knows, where it knows one', () => {
    const { views: of } = views(['hits', 'a_total', 'rows_count'], { hits: 'counter', a_total: 'gauge' })
    assert.deepEqual(
      of.map(({ name, view }) => `${view} ${name}`),
      ['value a_total', 'rate hits', 'value rows_count'],
    )
  })

  test('is nothing where it says what something is, or when', () => {
    const { views: of, left } = views([
      'build_info',
      'x_created',
      'process_start_time_seconds',
      'last_run_timestamp_seconds',
      'request_time_seconds',
    ])
    assert.deepEqual(
      of.map(({ name }) => name),
      ['request_time_seconds'],
    )
    assert.deepEqual(left, { identity: 1, moment: 3, bucket: 0 })
  })

  test('is asked of the server, which may know no types', async () => {
    const api = answering([
      { labels: { __name__: 'a', k: '1' }, values: [1] },
      { labels: { __name__: 'a', k: '2' }, values: [1] },
    ])
    const silent = {
      ...api,
      get: async (path: string, of: Record<string, string>) => {
        if (path.endsWith('metadata')) throw new Error('404: not found')
        return api.get(path, of)
      },
    }
    for (const one of [api, silent as typeof api])
      assert.deepEqual((await metricsOf(one, JOB, END)).views, [{ name: 'a', view: 'value', series: 2 }])
  })
})

test('a course is a mean, a rate, or a mean of what was observed, in buckets', () => {
  const of = (view: 'value' | 'rate' | 'mean') => courseOf({ name: 'a', view, series: 1 }, JOB, 60)
  assert.equal(of('value'), 'avg_over_time({__name__="a",job="api"}[60s])')
  assert.equal(of('rate'), 'rate({__name__="a",job="api"}[60s])')
  assert.equal(
    of('mean'),
    'rate({__name__="a_sum",job="api"}[60s]) / rate({__name__="a_count",job="api"}[60s])',
  )
})

test('a course over all values of a label is the mean of values, and the sum of rates and of their parts', () => {
  const of = (view: 'value' | 'rate' | 'mean', native?: true) => {
    const query = courseOf({ name: 'a', view, series: 1, ...(native && { native }) }, JOB, 60, ['pod', 'uid'])
    return query.replaceAll(',job="api"', '')
  }
  assert.equal(of('value'), 'avg without (pod, uid) (avg_over_time({__name__="a"}[60s]))')
  assert.equal(of('rate'), 'sum without (pod, uid) (rate({__name__="a"}[60s]))')
  assert.equal(
    of('mean'),
    'sum without (pod, uid) (rate({__name__="a_sum"}[60s])) / sum without (pod, uid) (rate({__name__="a_count"}[60s]))',
  )
  assert.equal(of('rate', true), 'sum without (pod, uid) (histogram_count(rate({__name__="a"}[60s])))')
  assert.equal(
    of('mean', true),
    'sum without (pod, uid) (histogram_sum(rate({__name__="a"}[60s]))) / sum without (pod, uid) (histogram_count(rate({__name__="a"}[60s])))',
  )
})
