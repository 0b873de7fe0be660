import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR, MINUTE, WEEK } from '../../../src/core/duration.ts'
import { taskFailureRate } from '../../../src/indicators/work/task-failure-rate.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { BUCKET_WIDTHS, bucketStart, chooseBucket, defaultBucketPolicy } from '../../../src/series/bucket.ts'
import { trialBucket } from '../../../src/series/trial.ts'
import { MONDAY, task } from '../../support/lifecycles.ts'

describe('bucket grid', () => {
  test('starts on round times in UTC, and weeks on Monday', () => {
    const at = Date.UTC(2025, 8, 3, 14, 37, 12)
    assert.equal(bucketStart(at, 15 * MINUTE), Date.UTC(2025, 8, 3, 14, 30))
    assert.equal(bucketStart(at, 6 * HOUR), Date.UTC(2025, 8, 3, 12))
    assert.equal(bucketStart(at, DAY), Date.UTC(2025, 8, 3))
    assert.equal(bucketStart(at, WEEK), MONDAY)
  })

  test('puts every moment into exactly one bucket, before 1970 too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 2e12 }), fc.constantFrom(...BUCKET_WIDTHS), (at, width) => {
        const start = bucketStart(at, width)
        assert.ok(start <= at && at < start + width)
        assert.equal(bucketStart(start, width), start)
        assert.equal(bucketStart(start - 1, width), start - width)
      }),
      { seed: 5 },
    )
  })
})

describe('choosing a width', () => {
  test('takes the narrowest in which twice the minimum is expected, because nights are quiet', () => {
    assert.equal(chooseBucket(20, 10), HOUR)
    assert.equal(chooseBucket(19.9, 10), 3 * HOUR)
    assert.equal(chooseBucket(20 / 12, 10), 12 * HOUR)
  })

  test('asks for less of a margin from a day on, where nights no longer show', () => {
    assert.equal(chooseBucket(12.5 / 24, 10), DAY)
    assert.equal(chooseBucket(12.4 / 24, 10), WEEK)
  })

  test('never goes below what is configured, nor above', () => {
    assert.equal(chooseBucket(1e6, 10), HOUR)
    assert.equal(chooseBucket(1e6, 10, { least: 5 * MINUTE, most: WEEK }), 5 * MINUTE)
    assert.equal(chooseBucket(0.001, 10), WEEK)
    assert.equal(chooseBucket(0.001, 10, { least: HOUR, most: DAY }), DAY)
  })

  test('takes the least for an indicator that needs no minimum', () => {
    assert.equal(chooseBucket(0.01, 0), HOUR)
  })
})

describe('trial of a new series', () => {
  test('ends after a day where much comes', () => {
    const tasks = hourly(30, 20)
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + DAY, defaultBucketPolicy), HOUR)
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + DAY - 1, defaultBucketPolicy), null)
  })

  test('goes on for longer where little comes', () => {
    // One an hour: 16 x 10 are there after seven days; 20 are expected in 24 hours.
    const tasks = hourly(40 * 24, 1)
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + 6 * DAY, defaultBucketPolicy), null)
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + 7 * DAY, defaultBucketPolicy), DAY)
  })

  test('ends at last with the widest, though too little comes', () => {
    const tasks = [task(MONDAY, 0, 1), task(MONDAY + 9 * DAY, 0, 1)]
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + 27 * DAY, defaultBucketPolicy), null)
    assert.equal(trialBucket(taskFailureRate, tasks, MONDAY, MONDAY + 28 * DAY, defaultBucketPolicy), WEEK)
  })

  test('looks at nothing that happened after it', () => {
    const tasks = hourly(24, 20)
    const more = [...tasks, ...hourly(400, 200).map(({ openedAt }) => task((openedAt ?? 0) + DAY, 0, 1))]
    const closed = MONDAY + 20 * DAY
    assert.equal(
      trialBucket(taskFailureRate, more, MONDAY, closed, defaultBucketPolicy),
      trialBucket(taskFailureRate, tasks, MONDAY, closed, defaultBucketPolicy),
    )
  })

  test('takes a day for a count, which needs no minimum', () => {
    const tasks = [task(MONDAY, 0, 1)]
    assert.equal(trialBucket(taskThroughput, tasks, MONDAY, MONDAY + DAY, defaultBucketPolicy), HOUR)
  })
})

function hourly(hours: number, perHour: number): Lifecycle[] {
  return Array.from({ length: hours * perHour }, (_, i) => task(MONDAY + (i * HOUR) / perHour, 0, 1))
}
