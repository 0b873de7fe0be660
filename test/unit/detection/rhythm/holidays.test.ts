import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, WEEK } from '../../../../src/core/duration.ts'
import { isHoliday, judged } from '../../../../src/detection/rhythm/holidays.ts'

import { HOURLY, point } from '../../../support/detection/detection.ts'

/** By the clocks of Berlin: two hours of the day before by UTC, and of its own all but two. */
const MAY_DAY = Date.UTC(2026, 3, 30, 22)

test('an hour of a holiday is one, by the clocks of where it is kept', () => {
  assert.equal(isHoliday('DE', MAY_DAY - HOUR, HOUR), false)
  assert.equal(isHoliday('DE', MAY_DAY, HOUR), true)
  assert.equal(isHoliday('DE', MAY_DAY + 23 * HOUR, HOUR), true)
  assert.equal(isHoliday('DE', MAY_DAY + 24 * HOUR, HOUR), false)
})

test('a day by UTC is one where most of it is, not where two hours of it are', () => {
  assert.equal(isHoliday('DE', Date.UTC(2026, 3, 30), DAY), false)
  assert.equal(isHoliday('DE', Date.UTC(2026, 4, 1), DAY), true)
  assert.equal(isHoliday('DE', Date.UTC(2026, 4, 2), DAY), false)
})

test('a week is none, and where no calendar is named nothing is', () => {
  assert.equal(isHoliday('DE', MAY_DAY - DAY, WEEK), false)
  assert.equal(isHoliday(undefined, MAY_DAY, HOUR), false)
  assert.equal(isHoliday(null, MAY_DAY, HOUR), false)
})

test('what is judged is what lies on none', () => {
  const points = [-1, 0, 23, 24].map(hour => point(MAY_DAY + hour * HOUR, hour))
  assert.deepEqual(
    judged(points, { ...HOURLY, calendar: 'DE' }).map(({ value }) => value),
    [-1, 24],
  )
  assert.equal(judged(points, HOURLY), points)
})
