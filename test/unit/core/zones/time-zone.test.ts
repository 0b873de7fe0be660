import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { addDays, daysBetween, momentOf, wallTime } from '../../../../src/core/zones/time-zone.ts'

describe('a clock on the wall', () => {
  const berlin = (month: number, day: number, minute: number): number =>
    momentOf('Europe/Berlin', { year: 2026, month, day, minute })

  test('shows a time at one moment, in summer and in winter', () => {
    assert.equal(berlin(7, 1, 540), Date.UTC(2026, 6, 1, 7))
    assert.equal(berlin(12, 1, 540), Date.UTC(2026, 11, 1, 8))
  })

  test('shows an hour that is repeated first in summer time, and one that is left out later', () => {
    assert.equal(berlin(10, 25, 150), Date.UTC(2026, 9, 25, 0, 30))
    assert.equal(berlin(3, 29, 150), Date.UTC(2026, 2, 29, 1, 30))
  })

  test('shows again what it was set by', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia')
    const at = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) })
    fc.assert(
      fc.property(zones, at, (zone, moment) => {
        const shown = wallTime(zone, moment)
        assert.deepEqual(wallTime(zone, momentOf(zone, shown)), shown)
      }),
    )
  })

  test('counts days by the calendar, whatever the clocks do', () => {
    const before = { year: 2026, month: 3, day: 28, minute: 150 }
    assert.deepEqual(addDays(before, 2), { ...before, day: 30 })
    assert.deepEqual(addDays(before, -28), { ...before, month: 2, day: 28 })
    assert.equal(daysBetween(before, { ...before, day: 30, minute: 0 }), 2)
    assert.equal(daysBetween(before, { ...before, month: 2, day: 28 }), -28)
  })

  test('reads `24:00` as midnight of the day after', () => {
    assert.equal(berlin(7, 1, 1440), berlin(7, 2, 0))
  })
})
