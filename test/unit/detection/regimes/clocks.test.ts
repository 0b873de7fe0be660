import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { clocksOf } from '../../../../src/detection/regimes/clocks.ts'

/** A Friday. */
const START = Date.UTC(2026, 2, 27)

describe('What the clocks show', () => {
  test('is the hour, the weekday from Monday on, and the number of day and week', () => {
    const { perDay, hour, weekday, weekend, day, week } = clocksOf(
      { start: START, bucket: HOUR, zone: 'UTC' },
      96,
    )
    assert.equal(perDay, 24)
    assert.deepEqual([hour[0], hour[23], hour[24]], [0, 23, 0])
    assert.deepEqual([weekday[0], weekday[24], weekday[72]], [4, 5, 0])
    assert.deepEqual([weekend[0], weekend[24], weekend[72]], [0, 1, 0])
    assert.deepEqual([day[0], day[95], week[0], week[72]], [0, 3, 0, 1])
  })

  test('moves with the clocks of the zone', () => {
    const { hour } = clocksOf({ start: START, bucket: HOUR, zone: 'Europe/Berlin' }, 72)
    // The clocks were put forward on 29 March 2026 at 01:00 UTC.
    assert.deepEqual([hour[0], hour[48], hour[49], hour[50]], [1, 1, 3, 4])
  })

  test('counts a day as the one in which most of it lies', () => {
    const { hour, weekday } = clocksOf({ start: START, bucket: DAY, zone: 'America/New_York' }, 3)
    assert.deepEqual([...hour], [0, 0, 0])
    assert.deepEqual([...weekday], [4, 5, 6])
  })
})
