import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isWithin, parseTimeOfDay, type TimeInterval } from '../../../../src/alerting/muting/interval.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'

function interval(overrides: Partial<TimeInterval>): TimeInterval {
  return { name: 'i', zone: 'Europe/Berlin', weekdays: [], days: [], months: [], times: [], ...overrides }
}

describe('a time interval', () => {
  const hours = interval({ weekdays: [1, 2, 3, 4, 5], times: [{ from: 9 * 60, to: 17 * 60 }] })

  test('is one on the clocks of its zone, in summer and in winter', () => {
    assert.equal(isWithin(hours, Date.UTC(2026, 6, 1, 7, 0)), true, '09:00 CEST')
    assert.equal(isWithin(hours, Date.UTC(2026, 6, 1, 6, 59)), false)
    assert.equal(isWithin(hours, Date.UTC(2026, 11, 1, 7, 59)), false)
    assert.equal(isWithin(hours, Date.UTC(2026, 11, 1, 8, 0)), true, '09:00 CET')
    assert.equal(isWithin(hours, Date.UTC(2026, 11, 1, 16, 0)), false, 'its end is outside')
  })

  test('knows the days of the week and of the month, from its end too', () => {
    assert.equal(isWithin(hours, Date.UTC(2026, 10, 21, 10)), false, 'a Saturday')
    const last = interval({ zone: 'UTC', days: [-1] })
    assert.equal(isWithin(last, Date.UTC(2028, 1, 29)), true)
    assert.equal(isWithin(last, Date.UTC(2028, 1, 28)), false)
    assert.equal(isWithin(interval({ zone: 'UTC', months: [2] }), Date.UTC(2028, 2, 1)), false)
  })

  test('that spans midnight belongs to the day on which it began', () => {
    const night = interval({ zone: 'UTC', weekdays: [7], times: [{ from: 22 * 60, to: 4 * 60 }] })
    assert.equal(isWithin(night, Date.UTC(2026, 10, 22, 23)), true, 'Sunday, 23:00')
    assert.equal(isWithin(night, Date.UTC(2026, 10, 23, 3)), true, 'Monday, 03:00')
    assert.equal(isWithin(night, Date.UTC(2026, 10, 22, 3)), false, 'Sunday, 03:00')
    assert.equal(isWithin(night, Date.UTC(2026, 10, 23, 4)), false)
  })

  test('lasts its own hours on the days on which the clocks change', () => {
    const early = interval({ times: [{ from: 60, to: 4 * 60 }] })
    const minutesOn = (year: number, month: number, day: number): number => {
      let count = 0
      for (
        let at = Date.UTC(year, month, day) - 2 * HOUR;
        at < Date.UTC(year, month, day, 12);
        at += MINUTE
      ) {
        if (isWithin(early, at)) count += 1
      }
      return count
    }
    assert.equal(minutesOn(2026, 4, 10), 180)
    assert.equal(minutesOn(2026, 2, 29), 120, 'the night without an hour')
    assert.equal(minutesOn(2026, 9, 25), 240, 'the night with one more')
  })

  test('reads times of day', () => {
    assert.equal(parseTimeOfDay('09:30'), 570)
    assert.equal(parseTimeOfDay('24:00'), 1440)
    for (const bad of ['9:30', '24:01', '12:60', 'noon', '']) assert.equal(parseTimeOfDay(bad), null)
  })
})
