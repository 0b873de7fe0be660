import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { localTime, matcher, timeOfDay } from '../../../../src/config/alerting/scalars.ts'

describe('the types of alerting', () => {
  test('a time of day is minutes since midnight', () => {
    assert.equal(timeOfDay.parse('09:30'), 570)
    assert.equal(timeOfDay.safeParse('9.30').success, false)
  })

  test('a local time is what a clock on the wall shows, at midnight where no hour is given', () => {
    assert.deepEqual(localTime.parse('2026-01-05T09:00'), { year: 2026, month: 1, day: 5, minute: 540 })
    assert.deepEqual(localTime.parse('2026-12-24'), { year: 2026, month: 12, day: 24, minute: 0 })
    assert.equal(localTime.safeParse('2026-02-30').success, false)
  })

  test('a matcher is read, and what is none says what one looks like', () => {
    assert.deepEqual(matcher.parse('rule=~"slow.*"'), { name: 'rule', op: '=~', value: 'slow.*' })
    assert.match(matcher.safeParse('rule').error?.message ?? '', /is not a matcher such as/)
  })
})
