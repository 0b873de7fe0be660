import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../src/core/duration.ts'
import { eachGauge } from '../../../src/exposition/gauges.ts'
import type { MetricFault } from '../../../src/exposition/metric.ts'
import type { Snapshot } from '../../../src/exposition/snapshot.ts'
import { change, emptySnapshot, indicator, measured, series } from '../../support/exposition/exposition.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const RUN_TIME = indicator('run_time')

function textsOf(name: string, snapshot: Partial<Snapshot>): string[] {
  const families = [...eachGauge({ ...emptySnapshot(AT), ...snapshot }, [RUN_TIME])]
  const found = families.find(({ family }) => family.name === name)
  return (found?.samples ?? []).map(({ labels, value }) => `${labels.text} ${value}`)
}

describe('the gauges of a snapshot', () => {
  test('name a metric that throws and leave it out, and give all others', () => {
    const faults: MetricFault[] = []
    const without = { ...emptySnapshot(AT), blind: null as never, tick: { finishedAt: AT, interval: HOUR } }
    const families = [...eachGauge(without, [RUN_TIME], [], fault => faults.push(fault))]
    const names = families.map(({ family }) => family.name)
    assert.ok(faults.length > 0 && faults.every(({ metric }) => !names.includes(metric)), String(faults))
    assert.ok(names.includes('slowburn_last_tick_timestamp_seconds'))
  })

  test('carry the indicator and the labels of the series where they speak of one', () => {
    assert.deepEqual(textsOf('slowburn_series_bucket_seconds', { series: [measured('run_time', AT)] }), [
      '{indicator="run_time",task_type="build"} 3600',
    ])
  })

  test('put what a metric adds between the two', () => {
    const changed = measured('run_time', AT, { change: change(AT) })
    assert.deepEqual(textsOf('slowburn_change_active', { series: [changed] }), [
      '{indicator="run_time",kind="level",direction="up",severity="page",assessment="worse",task_type="build"} 1',
    ])
  })

  test('give the estimate of an indicator without its name among the labels', () => {
    assert.deepEqual(textsOf('slowburn_run_time_seconds', { series: [measured('run_time', AT)] }), [
      '{task_type="build"} 120.5',
    ])
  })

  test('leave a stale estimate out, and keep the normal band', () => {
    const band = { value: 100, lower: 90, upper: 110 }
    const stale = measured('run_time', AT - 24 * HOUR, { band })
    assert.deepEqual(textsOf('slowburn_run_time_seconds', { series: [stale] }), [])
    assert.deepEqual(textsOf('slowburn_run_time_baseline_upper_seconds', { series: [stale] }), [
      '{task_type="build"} 110',
    ])
  })

  test('leave out a series whose indicator is unknown', () => {
    assert.deepEqual(textsOf('slowburn_series_bucket_seconds', { series: [series('gone')] }), [])
  })
})
