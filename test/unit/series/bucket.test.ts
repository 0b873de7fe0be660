import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR, MINUTE, WEEK } from '../../../src/core/duration.ts'
import { BUCKET_WIDTHS, bucketStart, chooseBucket } from '../../../src/series/bucket.ts'
import { MONDAY } from '../../support/facts/lifecycles.ts'

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
