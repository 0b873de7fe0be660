import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { exposedSeries } from '../../../src/exposition/series-state.ts'
import { change, indicator, measured, series } from '../../support/exposition/exposition.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const ripe = indicator('run_time')
const slow = indicator('roi_latency', { maturity: 7 * DAY })

test('a value is fresh until three buckets after its bucket should have been followed by the next', () => {
  const bucketEnd = AT - HOUR
  const at = (now: number) => exposedSeries(measured('run_time', AT), ripe, now).freshness
  assert.equal(at(AT), 'fresh')
  assert.equal(at(bucketEnd + 3 * HOUR), 'fresh')
  assert.equal(at(bucketEnd + 3 * HOUR + 1), 'stale')
})

test('an indicator whose cohorts ripen late is given that time', () => {
  const end = AT - HOUR
  assert.equal(exposedSeries(measured('roi_latency', AT), slow, end + 7 * DAY + 3 * HOUR).freshness, 'fresh')
})

test('a bucket with too little data is insufficient, and a series without a bucket is empty', () => {
  const lastPoint = { at: AT - 2 * HOUR, value: null, lower: null, upper: null, n: 3 }
  assert.equal(exposedSeries(series('run_time', { lastPoint }), ripe, AT).freshness, 'insufficient')
  assert.equal(exposedSeries(series('run_time'), ripe, AT).freshness, 'empty')
})

test('a monitor is changed before it is warming, and quiet otherwise', () => {
  const warming = { have: 1, need: 2 }
  assert.equal(
    exposedSeries(series('run_time', { warming, change: change(AT) }), ripe, AT).monitor,
    'changed',
  )
  assert.equal(exposedSeries(series('run_time', { warming }), ripe, AT).monitor, 'warming')
  assert.equal(exposedSeries(series('run_time'), ripe, AT).monitor, 'quiet')
})
