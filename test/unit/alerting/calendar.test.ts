import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { isWithin, parseTimeOfDay, type TimeInterval } from '../../../src/alerting/muting/interval.ts'
import { reachedOn } from '../../../src/alerting/routing/recipients.ts'
import { onDuty, type Rota } from '../../../src/alerting/routing/rota.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../../src/core/duration.ts'
import { momentOf, wallTime } from '../../../src/core/time-zone.ts'

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

describe('a rota', () => {
  const rota: Rota = {
    name: 'duty',
    start: Date.UTC(2026, 9, 19, 7),
    zone: 'Europe/Berlin',
    contacts: ['ann', 'bob', 'eve'],
    overrides: [],
  }

  test('changes every week at the same time of day, through the end of summer time', () => {
    const handover = [0, 1, 2, 3].map(week => Date.UTC(2026, 9, 19 + 7 * week, week === 0 ? 7 : 8))
    assert.deepEqual(
      handover.map(at => onDuty(rota, at)),
      ['ann', 'bob', 'eve', 'ann'],
    )
    assert.deepEqual(
      handover.map(at => onDuty(rota, at - 1000)),
      ['eve', 'ann', 'bob', 'eve'],
    )
  })

  test('lets somebody stand in, from a moment until another', () => {
    const [from, until] = [rota.start + DAY, rota.start + 2 * DAY]
    const swapped = { ...rota, overrides: [{ from, until, contact: 'eve' }] }
    assert.deepEqual(
      [from - 1, from, until - 1, until].map(at => onDuty(swapped, at)),
      ['ann', 'eve', 'eve', 'ann'],
    )
  })

  test('gives everybody a week in turn, before its start too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), weeks => {
        const utc = { ...rota, zone: 'UTC' }
        const at = rota.start + weeks * WEEK + 3 * DAY
        assert.equal(onDuty(utc, at), rota.contacts[((weeks % 3) + 3) % 3])
      }),
    )
  })
})

describe('escalation', () => {
  const steps = [
    { to: ['ann'], after: 0 },
    { to: ['duty', 'ann'], after: 15 * MINUTE },
    { to: ['boss'], after: HOUR },
  ]
  const rotas: Rota[] = [{ name: 'duty', start: 0, zone: 'UTC', contacts: ['bob'], overrides: [] }]

  function reached(firingSince: number, now: number, unreachable: string[] = []): string[] {
    return reachedOn({ steps }, { rotas, firingSince, now, unreachable: new Set(unreachable) }).map(
      ({ contact, step }) => `${contact} ${step}`,
    )
  }

  test('reaches further the longer nobody answers, each contact once', () => {
    assert.deepEqual(reached(0, 0), ['ann 0'])
    assert.deepEqual(reached(0, 15 * MINUTE), ['ann 0', 'bob 1'])
    assert.deepEqual(reached(0, DAY), ['ann 0', 'bob 1', 'boss 2'])
  })

  test('reaches the first step at once, whatever the clock', () => {
    assert.deepEqual(reached(DAY, 0), ['ann 0'])
  })

  test('does not wait where nobody so far could be reached', () => {
    assert.deepEqual(reached(0, MINUTE, ['ann']), ['ann 0', 'bob 1'])
    assert.deepEqual(reached(0, MINUTE, ['ann', 'bob']), ['ann 0', 'bob 1', 'boss 2'])
    assert.deepEqual(reached(0, MINUTE, ['bob']), ['ann 0'])
  })
})

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
})
