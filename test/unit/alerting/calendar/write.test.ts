import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import ICAL from 'ical.js'
import { readCalendar } from '../../../../src/alerting/calendar/read.ts'
import { rotaCalendar } from '../../../../src/alerting/calendar/write.ts'
import { onDuty, type WeeklyRota } from '../../../../src/alerting/routing/rota.ts'
import { DAY, HOUR, WEEK } from '../../../../src/core/duration.ts'
import { inForm } from '../../../support/long-form.ts'

const NOW = Date.UTC(2026, 9, 20, 12)
const ROTA: WeeklyRota = {
  name: 'on call, primary; "A"',
  start: { year: 2026, month: 1, day: 5, minute: 540 },
  zone: 'Europe/Berlin',
  contacts: ['ann', 'bob', 'eve'],
  overrides: [{ from: NOW + DAY, until: NOW + 2 * DAY, contact: 'eve' }],
}
const PEOPLE = ROTA.contacts.map(name => ({ name, addresses: [] }))

test('each turn is an event of its own, complete by RFC 5545, in lines of at most 75 octets that end in CRLF', () => {
  const text = rotaCalendar(ROTA, NOW)
  for (const line of text.split('\r\n'))
    assert.ok(Buffer.byteLength(line) <= 75 && !line.includes('\n'), line)
  const root = new ICAL.Component(ICAL.parse(text) as string[])
  assert.equal(root.getFirstPropertyValue('version'), '2.0')
  assert.equal(root.getFirstPropertyValue('x-wr-calname'), `On call: ${ROTA.name}`)
  const events = root.getAllSubcomponents('vevent')
  assert.ok(events.length > 30)
  for (const event of events)
    for (const key of ['uid', 'dtstamp', 'dtstart', 'dtend', 'summary'])
      assert.ok(event.hasProperty(key), key)
  const ids = events.map(event => event.getFirstPropertyValue('uid'))
  assert.equal(new Set(ids).size, ids.length)
  const later = new ICAL.Component(ICAL.parse(rotaCalendar(ROTA, NOW + WEEK)) as string[])
  const kept = later.getAllSubcomponents('vevent').map(event => event.getFirstPropertyValue('uid'))
  assert.ok(kept.filter(id => ids.includes(id)).length >= ids.length - 3, 'a turn keeps its UID')
})

test('what is written names at every moment whoever is on duty, over the change of the clocks too', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
      fc.integer({ min: 0, max: 1439 }),
      fc.array(fc.integer({ min: -60, max: 60 }), { maxLength: 3 }),
      (zone, minute, swaps) => {
        const overrides = swaps.map(day => ({
          from: NOW + day * DAY,
          until: NOW + day * DAY + 30 * HOUR,
          contact: 'bob',
        }))
        const rota = { ...ROTA, zone, start: { ...ROTA.start, minute }, overrides }
        const read = readCalendar(rotaCalendar(rota, NOW), {
          people: PEOPLE,
          zone: 'UTC',
          from: NOW - 4 * WEEK,
          until: NOW + 20 * WEEK,
        })
        assert.ok(typeof read !== 'string' && read.unknown.length === 0)
        const again = {
          name: 'r',
          ics: '',
          zone: 'UTC',
          contacts: rota.contacts,
          otherwise: 'nobody',
          calendar: read,
        }
        for (let at = NOW - 4 * WEEK; at < NOW + 20 * WEEK; at += 7 * HOUR)
          assert.equal(onDuty(again, at), onDuty(rota, at))
      },
    ),
    { numRuns: inForm(5, 30) },
  )
})
