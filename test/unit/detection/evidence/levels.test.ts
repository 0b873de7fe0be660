import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, WEEK } from '../../../../src/core/duration.ts'
import {
  baselineLength,
  firstLook,
  lastSearch,
  lookAfter,
  nextLook,
  watchThreshold,
} from '../../../../src/detection/evidence/levels.ts'

describe('how much is learned before what is watched', () => {
  test('is a week of hours at first, and two for a whole baseline', () => {
    assert.equal(firstLook(HOUR), 168)
    assert.equal(baselineLength(HOUR), 336)
    assert.deepEqual([3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, WEEK].map(baselineLength), [112, 56, 28, 28, 28])
  })

  test('is looked at again at two and four weeks, and searched for the last time at eight', () => {
    assert.deepEqual(
      [168, 336, 672].map(have => lookAfter(have, HOUR)),
      [336, 672, null],
    )
    assert.equal(lastSearch(HOUR), 1344)
  })

  test('grows where a few points leave open whether there is a level at all', () => {
    assert.deepEqual(
      [0, 168, 336].map(have => nextLook(have, HOUR)),
      [168, 336, 336],
    )
    assert.deepEqual(
      [0, 28, 56].map(have => nextLook(have, DAY)),
      [28, 56, 56],
    )
  })

  test('is held against one false watch in a thousand days, or in a thousand points', () => {
    assert.deepEqual([HOUR, DAY, WEEK].map(watchThreshold), [24_000, 1000, 1000])
  })
})
