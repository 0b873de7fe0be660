import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  indicatorFaults,
  series,
  seriesBucket,
  seriesInfo,
  seriesLastPoint,
  seriesMonitors,
  seriesSamples,
  seriesState,
  warmingPoints,
  warmingPointsNeeded,
} from '../../../../src/exposition/metrics/series.ts'
import { exposedSeries } from '../../../../src/exposition/series-state.ts'
import {
  series as emptySeries,
  indicator,
  measured,
  stateOf,
} from '../../../support/exposition/exposition.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const RUN_TIME = indicator('run_time')

test('series are counted in every state of each indicator that has one, zeros too', () => {
  const state = stateOf({ at: AT, series: [measured('run_time', AT), emptySeries('run_time')] }, [
    RUN_TIME,
    indicator('unused'),
  ])
  assert.deepEqual(series.samples(state), [
    [1, { indicator: 'run_time', state: 'fresh' }],
    [0, { indicator: 'run_time', state: 'insufficient' }],
    [0, { indicator: 'run_time', state: 'stale' }],
    [1, { indicator: 'run_time', state: 'empty' }],
  ])
  assert.deepEqual(seriesMonitors.samples(state), [
    [0, { indicator: 'run_time', state: 'warming' }],
    [2, { indicator: 'run_time', state: 'quiet' }],
    [0, { indicator: 'run_time', state: 'changed' }],
  ])
})

test('a series with a point says how wide its bucket is, when it ended and on what it rests', () => {
  const one = exposedSeries(measured('run_time', AT), RUN_TIME, AT)
  assert.equal(seriesBucket.value(one), 3600)
  assert.equal(seriesLastPoint.value(one), AT / 1000 - 3600)
  assert.equal(seriesSamples.value(one), 40)
})

test('a series without a point, or with a full baseline, leaves its samples out', () => {
  const one = exposedSeries(emptySeries('run_time'), RUN_TIME, AT)
  for (const metric of [seriesLastPoint, seriesSamples, warmingPoints, warmingPointsNeeded]) {
    assert.equal(metric.value(one) ?? null, null, metric.name)
  }
})

test('a warming series says how far it is', () => {
  const one = exposedSeries(emptySeries('run_time', { warming: { have: 100, need: 336 } }), RUN_TIME, AT)
  assert.equal(warmingPoints.value(one), 100)
  assert.equal(warmingPointsNeeded.value(one), 336)
})

test('a series is named by the values of its labels, whichever they are, and has a page', () => {
  const about = (labels: Record<string, string>) =>
    seriesInfo.about?.(
      exposedSeries(emptySeries('run_time', { labels }), RUN_TIME, AT),
      'https://drift.example',
    )
  assert.deepEqual(about({ task_type: 'build', model: 'gpt-9', team: '' }), {
    series: 'gpt-9, build',
    page: 'https://drift.example/series/7',
  })
  assert.equal(about({})?.series, 'all')
})

test('a series says for itself what its last bucket says and what its monitor does', () => {
  const stateOfOne = (one: ReturnType<typeof emptySeries>) =>
    seriesState.about?.(exposedSeries(one, RUN_TIME, AT), null)
  assert.deepEqual(stateOfOne(measured('run_time', AT)), { state: 'fresh', monitor: 'quiet' })
  const warming = { have: 100, need: 336 }
  assert.deepEqual(stateOfOne(emptySeries('run_time', { warming })), { state: 'empty', monitor: 'warming' })
})

test('faults of an indicator are counted from the start, whether it has one or not', () => {
  const known = { stages: [], sources: [], notifiers: [], objectives: [], indicators: ['task_throughput'] }
  assert.deepEqual(indicatorFaults.zeros?.(known), [{ indicator: 'task_throughput' }])
})
