import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import type { Indicator } from '../../../../src/indicators/indicator.ts'
import { roiLatencyP50 } from '../../../../src/indicators/money/roi-latency-p50.ts'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import {
  dueAgain,
  dueOf,
  dueOfBegun,
  type KnownSeries,
  type Split,
} from '../../../../src/pipeline/close/due.ts'
import { createGrouping } from '../../../../src/series/grouping.ts'
import { MONDAY } from '../../../support/facts/lifecycles.ts'

function splitOf(indicator: Indicator): Split {
  return { indicator, by: ['task_type'], grouping: createGrouping(['task_type'], 'db', new Map()) }
}

const split = splitOf(taskThroughput)
const series: KnownSeries = {
  id: 1,
  key: 'task_throughput{task_type="build"}',
  indicator: 'task_throughput',
  labels: { task_type: 'build' },
  bucket: 6 * HOUR,
  groupKey: 'build',
  lastAt: MONDAY,
}

function hours(due: { from: number; to: number } | null): number[] | null {
  return due && [(due.from - MONDAY) / HOUR, (due.to - MONDAY) / HOUR]
}

describe('what is due', () => {
  test('is every bucket since the last point that is over', () => {
    assert.equal(dueOf(split, series, MONDAY + 11 * HOUR), null)
    assert.deepEqual(hours(dueOf(split, series, MONDAY + 25 * HOUR)), [6, 24])
  })

  test('is only what has ripened', () => {
    const slow = splitOf({ ...taskThroughput, maturity: 2 * DAY })
    assert.deepEqual(hours(dueOf(slow, series, MONDAY + 61 * HOUR)), [6, 12])
  })

  test('of a new series begins with the bucket in which it was first seen, if that was seen whole', () => {
    const begun = { key: 'build', labels: { task_type: 'build' }, bucket: 6 * HOUR, first: MONDAY + 2 * HOUR }
    assert.deepEqual(hours(dueOfBegun(split, begun, MONDAY - DAY, MONDAY + 20 * HOUR)), [0, 18])
    assert.deepEqual(hours(dueOfBegun(split, begun, MONDAY + HOUR, MONDAY + 20 * HOUR)), [6, 18])
  })

  test('again are the closed buckets that hold a moment, each once', () => {
    const moments = [MONDAY - 7 * HOUR, MONDAY + HOUR, MONDAY + 2 * HOUR, MONDAY + 7 * HOUR]
    assert.deepEqual(dueAgain(split, series, moments).map(hours), [
      [-12, -6],
      [0, 6],
    ])
    assert.deepEqual(dueAgain(splitOf(roiLatencyP50), series, moments), [])
  })
})
