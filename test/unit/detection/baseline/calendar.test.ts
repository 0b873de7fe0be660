import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { median } from 'simple-statistics'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import {
  calendarOffset,
  fitCalendar,
  NO_CALENDAR,
  type Summarise,
} from '../../../../src/detection/baseline/calendar.ts'
import { normal, random } from '../../../support/detection/detection.ts'

/** For values that add: the median of what those of a slot are above what is explained already. */
const summarise: Summarise = (samples, offset) => median(samples.map(sample => sample.value - offset(sample)))

describe('the calendar', () => {
  const gauss = normal(random(1))
  const samples = (value: (index: number) => number): Array<{ at: number; value: number; weight: number }> =>
    Array.from({ length: 336 }, (_, index) => ({ at: index * HOUR, value: value(index), weight: 1 }))

  test('learns a daily and a weekly rhythm that is there', () => {
    const calendar = fitCalendar(
      samples(
        index =>
          gauss() + 1.5 * Math.sin((2 * Math.PI * index) / 24) - (Math.floor(index / 24) % 7 >= 5 ? 1.5 : 0),
      ),
      HOUR,
      summarise,
      ({ value }) => value,
    )
    assert.ok(calendarOffset(calendar, 6 * HOUR) - calendarOffset(calendar, 18 * HOUR) > 2)
    assert.ok(calendarOffset(calendar, 2 * DAY) - calendarOffset(calendar, 5 * DAY) > 1)
  })

  test('learns nothing from noise', () => {
    const calendar = fitCalendar(samples(gauss), HOUR, summarise, ({ value }) => value)
    assert.deepEqual(calendar, NO_CALENDAR)
  })
})
