import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { calendarFault, holidayTime } from '../../../../src/core/zones/holidays.ts'

/** Days of 2026 by the clocks of Berlin of which anything is a holiday. */
function daysOf(calendar: string): string[] {
  const days: string[] = []
  for (let at = Date.UTC(2025, 11, 31, 12); at < Date.UTC(2027, 0, 1); at += DAY)
    if (holidayTime(calendar, at, at + HOUR) > 0) days.push(new Date(at).toISOString().slice(5, 10))
  return days
}

describe('public holidays', () => {
  // https://de.wikipedia.org/wiki/Gesetzliche_Feiertage_in_Deutschland: eight are kept by all after New Year, women's day in Berlin alone.
  test('are those of a country, and of a part of it besides', () => {
    const all = ['01-01', '04-03', '04-06', '05-01', '05-14', '05-25', '10-03', '12-25', '12-26']
    assert.deepEqual(daysOf('DE'), all)
    assert.deepEqual(daysOf('DE-BE'), [...all, '03-08'].toSorted())
    assert.ok(daysOf('DE-BY').includes('01-06'))
  })

  test('last a day by the clocks of where they are kept', () => {
    const mayDay = Date.UTC(2026, 3, 30, 22)
    assert.equal(holidayTime('DE', mayDay - 5 * HOUR, mayDay), 0)
    assert.equal(holidayTime('DE', mayDay - 5 * HOUR, mayDay + HOUR), HOUR)
    assert.equal(holidayTime('DE', mayDay, mayDay + 7 * DAY), DAY)
  })

  test('are counted once where a stretch of time spans years, and where two begin on one day', () => {
    assert.equal(holidayTime('DE', Date.UTC(2024, 5, 1), Date.UTC(2026, 5, 1)) / DAY, 18)
    const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)]
    const hours = Array.from({ length: (to - from) / HOUR }, (_, hour) => from + hour * HOUR)
    for (const calendar of ['JP', 'US-CA', 'SA', 'GB-ENG']) {
      const parts = hours.reduce((sum, at) => sum + holidayTime(calendar, at, at + HOUR), 0)
      assert.equal(holidayTime(calendar, from, to), parts, calendar)
    }
  })

  test('there are none without a calendar, nor in years of which nobody knows', () => {
    assert.equal(holidayTime(undefined, 0, 1e13), 0)
    assert.equal(holidayTime(null, 0, 1e13), 0)
    assert.equal(holidayTime('DE', 1e14, 1e14 + 400 * DAY), 0)
    assert.equal(holidayTime('DE', Number.NaN, 1), 0)
  })
})

test('a calendar that there is not is refused with what may have been meant', () => {
  for (const known of ['DE', 'DE-BE', 'US-CA', 'DE-BY-A', 'GB-ENG']) assert.equal(calendarFault(known), null)
  assert.match(calendarFault('de-be') ?? '', /"de"\. Did you mean DE|"de"\. DE/)
  assert.match(calendarFault('Germany') ?? '', /"Germany"\. Use a country, as in DE or DE-BE/)
  assert.match(calendarFault('DE-XX') ?? '', /"XX" in DE\. Known: BB, BE/)
  assert.match(calendarFault('JP-13') ?? '', /"13" in JP\. Use JP/)
  assert.match(calendarFault('DE-BY-A-B') ?? '', /"B" in DE-BY-A\. Use DE-BY-A/)
  for (const none of ['', 'DE-', 'constructor', 'DE-constructor']) assert.notEqual(calendarFault(none), null)
})
