import assert from 'node:assert/strict'
import { test } from 'node:test'
import ICAL from 'ical.js'
import { isPlaced, momentIn, timeLike, zoneName } from '../../../../src/alerting/calendar/moments.ts'

/** A zone that the calendar defines under a name of its own: an hour ahead of UTC, two in summer. */
const DEFINED = `BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE`

function start(property: string): [time: ICAL.Time, named: string | null] {
  const lines = ['BEGIN:VCALENDAR', DEFINED, 'BEGIN:VEVENT', property, 'END:VEVENT', 'END:VCALENDAR']
  const root = new ICAL.Component(ICAL.parse(lines.join('\n').replaceAll('\n', '\r\n')) as string[])
  const found = root.getFirstSubcomponent('vevent')?.getFirstProperty('dtstart')
  return [found?.getFirstValue() as ICAL.Time, zoneName(found)]
}

const NINE_IN_BERLIN = Date.UTC(2026, 9, 19, 7)
const EVERY_FORM = [
  'DTSTART:20261019T070000Z',
  'DTSTART;TZID=Europe/Berlin:20261019T090000',
  'DTSTART;TZID=W. Europe Standard Time:20261019T090000',
  'DTSTART:20261019T090000',
]

test('a time is of its zone by name, of one that the calendar defines, or of that of the rota', () => {
  for (const form of EVERY_FORM) {
    assert.equal(momentIn(...start(form), 'Europe/Berlin'), NINE_IN_BERLIN, form)
  }
  assert.deepEqual(
    EVERY_FORM.map(form => isPlaced(...start(form))),
    [true, true, true, false],
  )
})

test('the clocks of each form show a moment as that form would write it', () => {
  for (const form of EVERY_FORM) {
    const [like, named] = start(form.replace('1019', '1102'))
    const shown = timeLike(like, named, 'Europe/Berlin', NINE_IN_BERLIN)
    assert.equal(shown.toString(), start(form)[0].toString(), form)
    assert.equal(momentIn(shown, named, 'Europe/Berlin'), NINE_IN_BERLIN, form)
  }
})
