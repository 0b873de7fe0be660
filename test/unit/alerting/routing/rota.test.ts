import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { onDuty, type WeeklyRota } from '../../../../src/alerting/routing/rota.ts'
import { DAY, MINUTE, WEEK } from '../../../../src/core/duration.ts'
import { addDays, momentOf, wallTime } from '../../../../src/core/zones/time-zone.ts'
import { inForm } from '../../../support/long-form.ts'

describe('a rota', () => {
  const START = Date.UTC(2026, 9, 19, 7)
  const rota: WeeklyRota = {
    name: 'duty',
    start: { year: 2026, month: 10, day: 19, minute: 540 },
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
    const [from, until] = [START + DAY, START + 2 * DAY]
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
        const at = Date.UTC(2026, 9, 19, 9) + weeks * WEEK + 3 * DAY
        assert.equal(onDuty(utc, at), rota.contacts[((weeks % 3) + 3) % 3])
      }),
    )
  })

  /** A handover of these tests is at one of the steps, whatever the clocks do. */
  const step = inForm(30, 1) * MINUTE

  /** Every moment at which the duty passes on between two moments, on the clocks of the zone. */
  function handovers(of: WeeklyRota, from: number, until: number): string[] {
    const found: string[] = []
    let before = onDuty(of, from - MINUTE)
    for (let at = from; at < until; at += step) {
      const now = onDuty(of, at)
      if (now === before) continue
      before = now
      const { month, day, minute } = wallTime(of.zone, at)
      found.push(`${day}.${month}. ${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`)
    }
    return found
  }

  test('hands over once in an hour that the clocks repeat, and is not undone', () => {
    const sundays = { ...rota, start: { year: 2026, month: 10, day: 18, minute: 150 } }
    const [from, until] = [Date.UTC(2026, 9, 17, 22), Date.UTC(2026, 10, 2)]
    assert.deepEqual(handovers(sundays, from, until), ['18.10. 2:30', '25.10. 2:30', '1.11. 2:30'])
    assert.deepEqual(
      [0, 30, 60, 90].map(minutes => onDuty(sundays, Date.UTC(2026, 9, 25, 0, minutes))),
      ['ann', 'bob', 'bob', 'bob'],
    )
  })

  test('hands over later where the clocks leave the hour out, and a week later at its own time again', () => {
    const gap = { ...rota, start: { year: 2026, month: 3, day: 29, minute: 150 } }
    const [from, until] = [Date.UTC(2026, 2, 21, 23), Date.UTC(2026, 3, 13)]
    assert.deepEqual(handovers(gap, from, until), ['22.3. 2:30', '29.3. 3:30', '5.4. 2:30', '12.4. 2:30'])
  })

  test('keeps its time of day where the clocks change by half an hour', () => {
    const island = {
      ...rota,
      zone: 'Australia/Lord_Howe',
      start: { year: 2026, month: 3, day: 30, minute: 540 },
    }
    const [from, until] = [Date.UTC(2026, 2, 29), Date.UTC(2026, 3, 14)]
    assert.deepEqual(handovers(island, from, until), ['30.3. 9:00', '6.4. 9:00', '13.4. 9:00'])
  })

  test('has one handover a week in every zone, year and time of day', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    )
    const times = fc.record({
      zone: zones,
      day: fc.integer({ min: 1, max: 28 }),
      minute: fc.integer({ min: 0, max: 1439 }),
    })
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 300 }), ({ zone, day, minute }, week) => {
        const any = { ...rota, zone, start: { year: 2025, month: 1, day, minute } }
        const turn = momentOf(zone, addDays(any.start, 7 * week))
        assert.equal(onDuty(any, turn), rota.contacts[week % 3])
        assert.equal(onDuty(any, turn - 1), rota.contacts[(week + 2) % 3])
        assert.equal(onDuty(any, turn + 5 * DAY), rota.contacts[week % 3])
      }),
    )
  })
})
