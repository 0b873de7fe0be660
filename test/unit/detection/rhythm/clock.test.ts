import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { placeOf, slotsOf, UTC, weekdayOf } from '../../../../src/detection/rhythm/clock.ts'

describe('the local clock', () => {
  test('says which slot of which day a moment lies in', () => {
    assert.deepEqual(placeOf(UTC, 3 * DAY + 5 * HOUR, 24), { day: 3, slot: 5 })
    assert.deepEqual(placeOf({ offset: -6 * HOUR, until: null }, 3 * DAY + 5 * HOUR, 24), {
      day: 2,
      slot: 23,
    })
    assert.deepEqual(placeOf(UTC, -HOUR, 24), { day: -1, slot: 23 })
  })

  test('parts a day into hours or wider slots, and knows widths that do not part it', () => {
    assert.deepEqual([HOUR / 12, HOUR, 6 * HOUR, DAY, 7 * DAY, 5 * HOUR].map(slotsOf), [24, 24, 4, 1, 0, 0])
  })

  test('begins its weeks on a Thursday, as the epoch did', () => {
    assert.deepEqual([0, 6, 7, -1].map(weekdayOf), [0, 6, 0, 6])
  })
})
