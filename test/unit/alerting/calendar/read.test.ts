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

/** Bob's days from Monday 5 October on, every week; Ann takes the one of the 19th, or nobody does. */
const WHOLE_DAYS = [
  'UID:w',
  'SUMMARY:Bob',
  'DTSTART;VALUE=DATE:20261005',
  'DTEND;VALUE=DATE:20261006',
  'RRULE:FREQ=WEEKLY;COUNT=4',
]
const TIMED = [
  'UID:w',
  'SUMMARY:Bob',
  'DTSTART;TZID=Europe/Berlin:20261005T090000',
  'DTEND;TZID=Europe/Berlin:20261005T170000',
  'RRULE:FREQ=WEEKLY;COUNT=4',
]

/** Who is on duty on which day in Berlin. */
function days(...events: string[][]): string[] {
  const text = (one: string): string => {
    const [contact, from] = one.split(' ')
    return `${contact} ${new Date(Date.parse(`2026-${from}Z`) + 7_200_000).toISOString().slice(5, 10)}`
  }
  return read(...events).shifts.map(text)
}

const WITHOUT = ['Bob 10-05', 'Bob 10-12', 'Bob 10-26']

test('what is left out is left out whatever type and zone its writer has chosen', () => {
  for (const left of [
    'EXDATE;VALUE=DATE:20261019',
    'EXDATE;TZID=Europe/Berlin:20261019T000000',
    'EXDATE;TZID=W. Europe Standard Time:20261019T000000',
    'EXDATE:20261018T220000Z',
    'EXDATE:20261019T000000Z',
    'EXDATE;TZID=Asia/Tokyo:20261019T070000',
  ]) {
    assert.deepEqual(days([...WHOLE_DAYS, left]), WITHOUT, left)
  }
  for (const left of [
    'EXDATE;TZID=Europe/Berlin:20261019T090000',
    'EXDATE:20261019T070000Z',
    'EXDATE:20261019T090000',
    'EXDATE;TZID=America/New_York:20261019T030000',
    'EXDATE;VALUE=DATE:20261019',
  ]) {
    assert.deepEqual(days([...TIMED, left]), WITHOUT, left)
  }
  assert.deepEqual(days([...TIMED, 'EXDATE:20261019T090000Z']).length, 4, 'another instant')
})

test('what is changed is changed whatever type and zone its writer has chosen', () => {
  const WITH_ANN = ['Bob 10-05', 'Bob 10-12', 'Ann 10-19', 'Bob 10-26']
  for (const id of [
    'RECURRENCE-ID;VALUE=DATE:20261019',
    'RECURRENCE-ID;TZID=W. Europe Standard Time:20261019T000000',
    'RECURRENCE-ID:20261018T220000Z',
  ]) {
    const ann = ['UID:w', 'SUMMARY:Ann', id, 'DTSTART;VALUE=DATE:20261019', 'DTEND;VALUE=DATE:20261020']
    assert.deepEqual(days(WHOLE_DAYS, ann), WITH_ANN, id)
    assert.deepEqual(days(ann, WHOLE_DAYS), WITH_ANN, 'in any order')
  }
  for (const id of [
    'RECURRENCE-ID:20261019T070000Z',
    'RECURRENCE-ID;TZID=America/New_York:20261019T030000',
    'RECURRENCE-ID;VALUE=DATE:20261019',
  ]) {
    const ann = ['UID:w', 'SUMMARY:Ann', id, 'DTSTART:20261019T070000Z', 'DTEND:20261019T150000Z']
    assert.deepEqual(days(TIMED, ann), WITH_ANN, id)
  }
})

test('an occurrence that was moved takes place on the day it was moved to, whatever its rule says of its own', () => {
  const moved = (id: string): string[] => [
    'UID:w',
    'SUMMARY:Ann',
    id,
    'DTSTART;VALUE=DATE:20261023',
    'DTEND;VALUE=DATE:20261024',
  ]
  const expected = ['Bob 10-05', 'Bob 10-12', 'Ann 10-23', 'Bob 10-26']
  assert.deepEqual(days(WHOLE_DAYS, moved('RECURRENCE-ID;VALUE=DATE:20261019')), expected)
  assert.deepEqual(
    days([...WHOLE_DAYS, 'EXDATE;VALUE=DATE:20261019'], moved('RECURRENCE-ID:20261018T220000Z')),
    expected,
  )
  const farAway = moved('RECURRENCE-ID;VALUE=DATE:20270104')
  assert.deepEqual(days([...WHOLE_DAYS.slice(0, -1), 'RRULE:FREQ=WEEKLY'], farAway).slice(2, 5), [
    'Bob 10-19',
    'Ann 10-23',
    'Bob 10-26',
  ])
  assert.deepEqual(days(moved('RECURRENCE-ID;VALUE=DATE:20261019')), ['Ann 10-23'], 'without its series')
})

test('an exception is one of its own series alone, and a cancelled one leaves its day to nobody', () => {
  const other = ['UID:x', 'SUMMARY:Ann', ...WHOLE_DAYS.slice(2)]
  const cancelled = [
    'UID:x',
    'SUMMARY:Ann',
    'STATUS:CANCELLED',
    'RECURRENCE-ID;VALUE=DATE:20261019',
    'DTSTART;VALUE=DATE:20261019',
  ]
  assert.deepEqual(days(WHOLE_DAYS, other, cancelled), [
    'Bob 10-05',
    'Bob 10-12',
    'Bob 10-19',
    'Bob 10-26',
    'Ann 10-05',
    'Ann 10-12',
    'Ann 10-26',
  ])
})

test('the last occurrence is the one at the end of its rule, in the zone of its start', () => {
  const until = (end: string) => days([...TIMED.slice(0, -1), `RRULE:FREQ=WEEKLY;UNTIL=${end}`])
  assert.equal(until('20261026T080000Z').length, 4, 'RFC 5545, 3.3.10: the end is included')
  assert.equal(until('20261026T075959Z').length, 3)
  assert.equal(until('20261026').length, 4)
})

test('times that are added are in their own zone', () => {
  const added = ['RDATE:20261020T070000Z', 'RDATE;TZID=Asia/Tokyo:20261021T160000']
  assert.deepEqual(
    read([...TIMED.slice(0, -1), 'RRULE:FREQ=WEEKLY;COUNT=1', ...added]).shifts,
    [5, 20, 21].map(
      day => `Bob 10-${String(day).padStart(2, '0')}T07:00 10-${String(day).padStart(2, '0')}T15:00`,
    ),
  )
})

test('a mark of the byte order before a calendar is none of its text', () => {
  const text = `\uFEFF${['BEGIN:VCALENDAR', 'VERSION:2.0', 'END:VCALENDAR', ''].join('\r\n')}`
  assert.deepEqual(readCalendar(text, { people: PEOPLE, zone: 'UTC', from: FROM, until: UNTIL }), {
    shifts: [],
    unknown: [],
  })
})

test('what is no calendar is said to be none', () => {
  const options = { people: PEOPLE, zone: 'UTC', from: FROM, until: UNTIL }
  for (const text of ['', '<html>', 'BEGIN:VCARD\r\nEND:VCARD\r\n'])
    assert.match(String(readCalendar(text, options)), /is no calendar/)
})
