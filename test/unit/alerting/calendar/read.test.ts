import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCalendar } from '../../../../src/alerting/calendar/read.ts'

const PEOPLE = [
  { name: 'Ann', addresses: ['ann@example.org'] },
  { name: 'Bob', addresses: [] },
]
const FROM = Date.UTC(2026, 9, 1)
const UNTIL = Date.UTC(2026, 11, 1)

function read(...events: string[][]) {
  const body = events.flatMap((lines, i) => [
    'BEGIN:VEVENT',
    ...(lines.some(one => one.startsWith('UID')) ? [] : [`UID:${i}`]),
    'DTSTAMP:20260101T000000Z',
    ...lines,
    'END:VEVENT',
  ])
  const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...body, 'END:VCALENDAR', ''].join('\r\n')
  const found = readCalendar(text, { people: PEOPLE, zone: 'Europe/Berlin', from: FROM, until: UNTIL })
  if (typeof found === 'string') assert.fail(found)
  const hour = (at: number): string => new Date(at).toISOString().slice(5, 16)
  return {
    ...found,
    shifts: found.shifts.map(({ from, until, contact }) => `${contact} ${hour(from)} ${hour(until)}`),
  }
}

test('a person is named by the title, by a word of it, or as an attendee', () => {
  const at = ['DTSTART:20261005T070000Z', 'DTEND:20261012T070000Z']
  const { shifts, unknown } = read(
    ['SUMMARY:ann', ...at],
    ['SUMMARY:On call - Bob - primary', ...at],
    ['SUMMARY:Duty', 'ATTENDEE;CN=A:mailto:Ann@example.org', ...at],
    ['SUMMARY:Bobby', ...at],
    ['SUMMARY:Ann or Bob', ...at],
    ['SUMMARY:Ann', 'STATUS:CANCELLED', ...at],
  )
  assert.deepEqual(
    shifts.map(one => one.slice(0, 3)),
    ['Ann', 'Bob', 'Ann'],
  )
  assert.deepEqual(unknown, ['Bobby', 'Ann or Bob'])
})

test('times are in their zone, those without one and whole days in that of the rota', () => {
  const { shifts } = read(
    [
      'SUMMARY:Ann',
      'DTSTART;TZID=America/New_York:20261024T090000',
      'DTEND;TZID=America/New_York:20261024T170000',
    ],
    ['SUMMARY:Bob', 'DTSTART:20261026T090000', 'DURATION:PT8H'],
    ['SUMMARY:Ann', 'DTSTART;VALUE=DATE:20261024', 'DTEND;VALUE=DATE:20261026'],
  )
  assert.deepEqual(shifts, [
    'Ann 10-24T13:00 10-24T21:00',
    'Bob 10-26T08:00 10-26T16:00',
    'Ann 10-23T22:00 10-25T23:00',
  ])
})

test('a recurring event keeps to its clocks, with what is left out and what is moved', () => {
  const { shifts } = read(
    [
      'UID:w',
      'SUMMARY:Ann',
      'DTSTART;TZID=Europe/Berlin:20260907T090000',
      'DTEND;TZID=Europe/Berlin:20260907T170000',
      'RRULE:FREQ=WEEKLY',
      'EXDATE;TZID=Europe/Berlin:20261012T090000',
    ],
    [
      'UID:w',
      'RECURRENCE-ID;TZID=Europe/Berlin:20261019T090000',
      'SUMMARY:Bob',
      'DTSTART;TZID=Europe/Berlin:20261020T100000',
      'DTEND;TZID=Europe/Berlin:20261020T110000',
    ],
  )
  assert.deepEqual(shifts.slice(0, 3), [
    'Ann 10-05T07:00 10-05T15:00',
    'Bob 10-20T08:00 10-20T09:00',
    'Ann 10-26T08:00 10-26T16:00',
  ])
})

test('what is no calendar is said to be none', () => {
  const options = { people: PEOPLE, zone: 'UTC', from: FROM, until: UNTIL }
  for (const text of ['', '<html>', 'BEGIN:VCARD\r\nEND:VCARD\r\n'])
    assert.match(String(readCalendar(text, options)), /is no calendar/)
})
