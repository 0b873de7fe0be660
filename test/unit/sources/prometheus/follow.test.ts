import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { promqlOf } from '../../../../src/sources/prometheus/follow.ts'
import { prometheusOptions } from '../../../../src/sources/prometheus/options.ts'

test('the step stands in a query wherever it is named', () => {
  const [query] = prometheusOptions.parse({
    name: 'm',
    type: 'prometheus',
    url: 'http://127.0.0.1',
    series: [{ name: 'q', query: 'rate(a[$step]) / rate(b[$step])' }],
  }).series
  assert.ok(query)
  assert.equal(promqlOf(query, HOUR / 2), 'rate(a[1800s]) / rate(b[1800s])')
})
