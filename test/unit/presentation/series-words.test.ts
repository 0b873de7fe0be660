import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, WEEK } from '../../../src/core/duration.ts'
import {
  bucketName,
  coverageGap,
  indicatorTitle,
  seriesTitle,
} from '../../../src/presentation/series-words.ts'

test('a series is titled by its indicator in words and by what it is split by', () => {
  assert.equal(indicatorTitle({ indicator: 'task_run_time_p50' }), 'Task run time p50')
  assert.equal(indicatorTitle({ indicator: 'roi_latency_p50' }), 'ROI latency p50')
  assert.equal(
    seriesTitle({ indicator: 'task_run_time_p50', labels: { task_type: 'build', model: 'gpt-9', team: '' } }),
    'Task run time p50 of gpt-9, build',
  )
})

test('what a query gave is called as the query is, of the values of its labels', () => {
  const titled = (labels: string, more = {}): string =>
    seriesTitle({ indicator: 'sample_mean', labels: { name: 'time of a request', labels, ...more } })
  assert.equal(titled('{}'), 'Time of a request')
  assert.equal(titled('{a="x \\"y\\"", job="api"}'), 'Time of a request of x "y", api')
  assert.equal(titled('{job="api"}', { source: 'west' }), 'Time of a request of west, api')
  assert.equal(titled('other'), 'Time of a request')
  const labels = { name: 'time of a request', labels: '{}' }
  assert.equal(indicatorTitle({ indicator: 'sample_mean', labels }), 'Time of a request')
})

test('a bucket is named as it stands in a sentence', () => {
  assert.deepEqual([HOUR, DAY, 6 * HOUR].map(bucketName), ['hour', 'day', '6h'])
})

test('each coverage gap says what is not detected', () => {
  for (const spot of ['random-walk', 'long-memory', 'short-baseline'] as const) {
    assert.match(coverageGap(spot, HOUR), /(detected|not watched)$|no step$/)
  }
  assert.equal(coverageGap('holiday', HOUR), 'a public holiday: not judged')
  assert.match(coverageGap('long-memory', DAY), /^each week depends on the last:/)
  for (const bucket of [4 * WEEK, null])
    assert.match(
      coverageGap('long-memory', bucket),
      /^each value depends on those long before: no long trend/,
    )
})
