import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { type Digest, lastDue } from '../../../src/alerting/digest.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'

const daily: Digest = {
  name: 'daily',
  every: 'day',
  weekday: 1,
  at: 8 * 60,
  zone: 'Europe/Berlin',
  to: ['ann'],
}
const weekly: Digest = { ...daily, every: 'week' }

describe('a report', () => {
  test('is due every day at its hour on the clocks of its zone', () => {
    assert.equal(lastDue(daily, Date.UTC(2026, 10, 20, 7)), Date.UTC(2026, 10, 20, 7))
    assert.equal(lastDue(daily, Date.UTC(2026, 10, 20, 7) - 1), Date.UTC(2026, 10, 19, 7))
    assert.equal(lastDue(daily, Date.UTC(2026, 6, 1, 6)), Date.UTC(2026, 6, 1, 6), 'summer time')
  })

  test('is due every week on its day', () => {
    assert.equal(lastDue(weekly, Date.UTC(2026, 10, 20, 12)), Date.UTC(2026, 10, 16, 7))
    assert.equal(lastDue(weekly, Date.UTC(2026, 10, 16, 6, 59)), Date.UTC(2026, 10, 9, 7))
  })

  test('is due once a day through every change to and from summer time', () => {
    const dues = new Set<number>()
    for (let at = Date.UTC(2026, 2, 20); at < Date.UTC(2026, 3, 10); at += HOUR / 4)
      dues.add(lastDue(daily, at))
    const gaps = [...dues].map((due, index, all) => due - (all[index - 1] ?? due - DAY))
    assert.deepEqual(new Set(gaps), new Set([DAY, 23 * HOUR]))
    assert.equal(gaps.filter(gap => gap === 23 * HOUR).length, 1)
  })

  test('was never due after now, nor longer ago than it comes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia'),
        fc.constantFrom('day' as const, 'week' as const),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 1, max: 7 }),
        (now, zone, every, at, weekday) => {
          const due = lastDue({ ...daily, zone, every, at, weekday }, now)
          assert.ok(due <= now)
          // Apia left out a whole day in 2011.
          assert.ok(now - due <= (every === 'day' ? 1 : 7) * DAY + DAY + HOUR)
        },
      ),
    )
  })
})
