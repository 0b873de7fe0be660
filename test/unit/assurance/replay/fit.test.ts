import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitOf } from '../../../../src/assurance/replay/fit.ts'
import { parseConfig } from '../../../../src/config/load.ts'
import { HOUR } from '../../../../src/core/duration.ts'
import { makePlan } from '../../../../src/pipeline/plan.ts'
import type { Series } from '../../../../src/series/series.ts'
import { fakeSource } from '../../../support/facts/fake-source.ts'
import { replayConfig } from '../../../support/replay/recorded-store.ts'

const BUILD: Series = {
  id: 1,
  key: 'task_run_time_p50{task_type="build"}',
  indicator: 'task_run_time_p50',
  labels: { task_type: 'build' },
  bucket: HOUR,
}

function fit(series: readonly Series[], more = '') {
  const plan = makePlan(parseConfig(replayConfig('.', more), {}), [fakeSource('platform', [])])
  return fitOf(series, plan)
}

test('a series of the width and the labels of the configuration is replayed, that of a source among several too', () => {
  const { labels } = BUILD
  const ofSource = { ...BUILD, id: 2, labels: { ...labels, source: 'platform' } }
  assert.deepEqual(fit([BUILD, ofSource]), { series: [BUILD, ofSource], leftOut: [] })
  const same = 'indicators: { task_run_time_p50: { bucket: 1h } }'
  assert.deepEqual(fit([BUILD], same).series, [BUILD])
})

test('one that is split or cut otherwise is left out, with how it is kept and how it is wanted', () => {
  const split = fit([BUILD], 'indicators: { task_run_time_p50: { by: [task_type, model] } }')
  assert.deepEqual(split, {
    series: [],
    leftOut: [
      {
        indicator: 'task_run_time_p50',
        why: 'is kept by task_type, and this configuration splits it by task_type, model',
      },
    ],
  })
  assert.match(
    fit([BUILD], 'indicators: { task_run_time_p50: { by: [] } }').leftOut[0]?.why ?? '',
    /splits it by nothing$/,
  )
  assert.match(
    fit([BUILD], 'indicators: { task_run_time_p50: { bucket: 6h } }').leftOut[0]?.why ?? '',
    /^is kept in buckets of 1h, and this configuration has 6h$/,
  )
})

test('one of an indicator that is switched off is wanted by nobody', () => {
  assert.deepEqual(fit([BUILD], 'indicators: { task_run_time_p50: { enabled: false } }'), {
    series: [],
    leftOut: [],
  })
})
