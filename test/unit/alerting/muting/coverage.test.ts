import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverageOf } from '../../../../src/alerting/muting/coverage.ts'
import type { Matcher } from '../../../../src/alerting/routing/matcher.ts'
import { episodeOf, LEVEL } from '../../../support/alerts/alert-samples.ts'
import { seriesOf } from '../../../support/alerts/alerting.ts'

test('a silence covers the alerts that stand and the series that could raise one', () => {
  const series = [seriesOf(1, 'roi', { task_type: 'build' }), seriesOf(2, 'roi', { task_type: 'review' })]
  const open = [episodeOf(LEVEL, { id: 'a', state: 'firing', rule: 'slower', seriesId: 1 })]
  const covers = (name: string, value: string) => {
    const matcher: Matcher = { name, op: '=', value }
    return coverageOf([matcher], { open, series })
  }
  assert.deepEqual(covers('task_type', 'build'), { alerts: 1, series: 1 })
  assert.deepEqual(covers('rule', 'slower'), { alerts: 1, series: 2 })
  assert.deepEqual(covers('task_type', 'biuld'), { alerts: 0, series: 0 })
})
