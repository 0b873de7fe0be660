import assert from 'node:assert/strict'
import { test } from 'node:test'
import ICAL from 'ical.js'
import { withFields } from '../../../../src/alerting/calendar/moments.ts'
import { nameOf, seriesOf } from '../../../../src/alerting/calendar/series.ts'

function eventOf(...lines: string[]): ICAL.Component {
  const text = ['BEGIN:VEVENT', 'UID:w', ...lines, 'END:VEVENT'].join('\r\n')
  return new ICAL.Component(ICAL.parse(text) as string[])
}

test('what is left out and what is changed are said in the form of the start', () => {
  const master = eventOf(
    'DTSTART;TZID=Europe/Berlin:20261005T090000',
    'RRULE:FREQ=WEEKLY',
    'EXDATE:20261012T070000Z,20261109T080000Z',
    'EXDATE;VALUE=DATE:20261116',
  )
  const change = eventOf('RECURRENCE-ID:20261019T070000Z', 'DTSTART:20261020T070000Z')
  const { leftOut, changed, event } = seriesOf(master, [change], 'UTC')
  assert.deepEqual(
    [...leftOut],
    ['2026-10-12T09:00:00', '2026-11-09T09:00:00', '2026-11-16T09:00:00', '2026-10-19T09:00:00'],
  )
  assert.equal(nameOf(changed[0]?.startDate as ICAL.Time), '2026-10-20T07:00:00')
  assert.equal(event.isRecurring(), true)
})

test('a change from one occurrence on goes on being one', () => {
  const master = eventOf('DTSTART;TZID=Europe/Berlin:20261005T090000', 'RRULE:FREQ=WEEKLY')
  const later = eventOf(
    'RECURRENCE-ID;RANGE=THISANDFUTURE:20261019T070000Z',
    'DTSTART;TZID=Europe/Berlin:20261019T100000',
    'DTEND;TZID=Europe/Berlin:20261019T110000',
  )
  const { event } = seriesOf(master, [later], 'UTC')
  const starts = (day: number): string =>
    event.getOccurrenceDetails(withFields(event.startDate, { day })).startDate.toString()
  assert.equal(starts(12), '2026-10-12T09:00:00')
  assert.equal(starts(26), '2026-10-26T10:00:00')
})

test('of two changes of the same occurrence the one that is written last counts', () => {
  const master = eventOf('DTSTART;VALUE=DATE:20261005', 'RRULE:FREQ=WEEKLY')
  const [first, last] = ['ann', 'bob'].map(name =>
    eventOf('RECURRENCE-ID;VALUE=DATE:20261012', `SUMMARY:${name}`, 'DTSTART;VALUE=DATE:20261012'),
  )
  assert.ok(first && last)
  assert.deepEqual(
    seriesOf(master, [first, last], 'UTC').changed.map(({ summary }) => summary),
    ['bob'],
  )
})
