import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMoment } from '../../../../src/assurance/replay/moment.ts'
import { DAY, MINUTE } from '../../../../src/core/duration.ts'
import { formatMoment } from '../../../../src/core/format.ts'

const NOW = Date.UTC(2026, 11, 30, 12)

test('a moment is read as it was written, to the minute, over the turn of a year too', () => {
  for (const at of [NOW + 90 * MINUTE, NOW + 5 * DAY, Date.UTC(2027, 1, 28, 23, 59)])
    assert.equal(parseMoment(formatMoment(at, 'UTC', NOW), NOW), at)
})

test('what is no such moment is none', () => {
  for (const text of [
    '',
    'soon',
    'Mon 31 Feb 04:00 UTC',
    'Mon 30 Dec 04:00 UTC',
    'Wed 30 Dec 04:00 Europe/Berlin',
  ])
    assert.equal(parseMoment(text, NOW), null, text)
})
