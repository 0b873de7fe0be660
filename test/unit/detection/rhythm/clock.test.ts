import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import {
  clockAt,
  keptClock,
  localTime,
  placeOf,
  placesOf,
  slotsOf,
  UTC,
  weekdayOf,
} from '../../../../src/detection/rhythm/clock.ts'

describe('the local clock', () => {
  test('says which slot of which day a moment lies in', () => {
    assert.deepEqual(placeOf(UTC, 3 * DAY + 5 * HOUR, 24), { day: 3, slot: 5 })
    assert.deepEqual(placeOf({ ...UTC, offset: -6 * HOUR }, 3 * DAY + 5 * HOUR, 24), {
      day: 2,
      slot: 23,
    })
    assert.deepEqual(placeOf(UTC, -HOUR, 24), { day: -1, slot: 23 })
  })

  test('parts a day into hours or wider slots, and knows widths that do not part it', () => {
    assert.deepEqual([HOUR / 12, HOUR, 6 * HOUR, DAY, 7 * DAY, 5 * HOUR].map(slotsOf), [24, 24, 4, 1, 0, 0])
  })

  test('of a series learned by UTC moves with a zone, and by no more', () => {
    const winter = Date.UTC(2026, 1, 1)
    const moves = clockAt('Europe/Berlin', winter, HOUR)
    assert.equal(localTime(moves, winter), winter)
    const summer = Date.UTC(2026, 6, 1)
    assert.equal(localTime(keptClock(moves, summer), summer), summer + HOUR)
    assert.equal(localTime(keptClock(moves, summer), winter), winter)
  })

  // The clocks of Berlin were put forward at 01:00 UTC on 29 March 2026.
  const moved = Date.UTC(2026, 2, 29, 1)

  test('is moved when the clocks of its zone are, and holds until then', () => {
    const winter = clockAt('Europe/Berlin', moved - 30 * DAY)
    assert.deepEqual([winter.offset, winter.until], [HOUR, moved])
    assert.equal(keptClock(winter, moved - HOUR), winter)
    const summer = keptClock(winter, moved)
    assert.deepEqual([summer.offset, summer.until], [2 * HOUR, Date.UTC(2026, 9, 25, 1)])
    assert.equal(localTime(summer, moved - DAY), moved - DAY + HOUR)
  })

  test('places moments on either side of a change by the clocks that held', () => {
    const at = [moved - DAY, moved + DAY].map(start => Math.floor(start / DAY) * DAY + 10 * HOUR)
    const slots = placesOf(clockAt('Europe/Berlin', moved + DAY), at, 24).map(({ slot }) => slot)
    assert.deepEqual(slots, [11, 12])
  })

  test('takes a bucket of a day for the day in which most of it lies', () => {
    const { day } = placeOf(clockAt('America/New_York', moved), 20_000 * DAY, 1)
    assert.equal(day, 20_000)
  })

  test('is that of UTC where no zone is named, and refuses one that does not exist', () => {
    assert.equal(clockAt(undefined, 0), UTC)
    assert.throws(() => clockAt('Mars/Olympus', 0), RangeError)
  })

  test('begins its weeks on a Thursday, as the epoch did', () => {
    assert.deepEqual([0, 6, 7, -1].map(weekdayOf), [0, 6, 0, 6])
  })
})
