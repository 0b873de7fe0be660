import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { spansOf } from '../../../../src/exposition/history/spans.ts'
import { recordOf, seriesOf } from '../../../support/alerts/alerting.ts'
import { indicator } from '../../../support/exposition/exposition.ts'

const AT = Date.UTC(2025, 10, 20)
const RUN_TIME = indicator('run_time')
const series = { ...seriesOf(7, 'run_time', { task_type: 'build' }), bucket: HOUR }
const point = (hour: number, value: number | null) => ({
  at: AT + hour * HOUR,
  value,
  lower: value === null ? null : value - 1,
  upper: value === null ? null : Number.POSITIVE_INFINITY,
  n: 40,
})

test('a value holds for the bucket that it is of; too little data and a limit that does not exist have no span', () => {
  const spans = spansOf({ series, points: [point(0, 60), point(1, null)], changes: [] }, RUN_TIME, null)
  assert.deepEqual(
    spans.map(({ family, from, until, value }) => [
      family.name,
      (from - AT) / HOUR,
      (until - AT) / HOUR,
      value,
    ]),
    [
      ['slowburn_series_info', 0, 2, 1],
      ['slowburn_run_time_seconds', 0, 1, 60],
      ['slowburn_run_time_lower_seconds', 0, 1, 59],
    ],
  )
})

test('a count is there per second too', () => {
  const throughput = indicator('throughput', { unit: 'count', family: 'count' })
  const spans = spansOf({ series, points: [point(0, 7200), point(1, null)], changes: [] }, throughput, null)
  const rates = spans.filter(({ family }) => family.name === 'slowburn_throughput_per_second')
  assert.deepEqual(
    rates.map(({ from, value }) => [from, value]),
    [[AT, 2]],
  )
})

test('a change stands from when it was noticed until it was cleared, or as far as there are points', () => {
  const points = Array.from({ length: 24 }, (_, hour) => point(hour, 60))
  const record = { ...recordOf(AT + 5 * HOUR), seriesId: 7 }
  const stands = (clearedAt: number | null): unknown[] =>
    spansOf({ series, points, changes: [{ ...record, clearedAt }] }, RUN_TIME, null)
      .filter(({ family }) => family.name.startsWith('slowburn_change_'))
      .map(({ family, until }) => [family.name, (until - AT) / HOUR])
  assert.deepEqual(stands(AT + 9 * HOUR), [
    ['slowburn_change_active', 9],
    ['slowburn_change_onset_timestamp_seconds', 9],
    ['slowburn_change_effect_ratio', 9],
  ])
  assert.deepEqual(stands(null)[0], ['slowburn_change_active', 24])
  assert.deepEqual(stands(AT + 3 * DAY)[0], ['slowburn_change_active', 24])
})

test('what stands after the last bucket stands until the history ends, and a value does not', () => {
  const record = { ...recordOf(AT), seriesId: 7 }
  const points = [point(0, 60)]
  const spans = spansOf({ series, points, changes: [record], endsAt: AT + 9 * HOUR }, RUN_TIME, null)
  const ends = new Map(spans.map(({ family, until }) => [family.name, (until - AT) / HOUR]))
  assert.equal(ends.get('slowburn_change_active'), 9)
  assert.equal(ends.get('slowburn_run_time_seconds'), 1)
})

test('labels are those that a scrape would have', () => {
  const spans = spansOf({ series, points: [point(0, 60)], changes: [] }, RUN_TIME, 'http://127.0.0.1:9464')
  assert.deepEqual(
    spans.slice(0, 2).map(({ labels }) => labels.text),
    [
      '{indicator="run_time",series="build",page="http://127.0.0.1:9464/series/7",task_type="build"}',
      '{task_type="build"}',
    ],
  )
})

test('a series without a point has no history', () => {
  assert.deepEqual(spansOf({ series, points: [], changes: [] }, RUN_TIME, null), [])
})
