import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readMoment } from '../../../../../src/analyse/read/times/moments.ts'

const AT = Date.UTC(2026, 2, 4, 17, 6, 7)
const DATE = Date.UTC(2026, 2, 4)

describe('A moment', () => {
  for (const text of [
    '2026-03-04T17:06:07Z',
    '2026-03-04 17:06:07 UTC',
    '2026-03-04 18:06:07+01',
    '2026-03-04T19:06:07.000+02:00',
    '2026-03-04T12:06:07 -0500',
    '20260304T170607Z',
    'Wed, 04 Mar 2026 17:06:07 GMT',
    'Wed Mar 04 2026 18:06:07 GMT+0100 (Central European Standard Time)',
    '04/Mar/2026:17:06:07 +0000',
    'Wed Mar  4 17:06:07 UTC 2026',
  ]) {
    test(`with an offset is read from ${text}`, () => {
      assert.deepEqual(readMoment(text), { dayFirst: AT, monthFirst: AT, zone: 'given', clock: true })
    })
  }

  for (const text of [
    '2026-03-04 17:06:07',
    '2026/3/4 5:06:07 PM',
    'Mar 4, 2026 @ 17:06:07.000',
    'March 4th, 2026 at 5:06:07 p.m.',
    '4 March 2026 17:06:07',
    '04-Mar-26 17:06:07',
  ]) {
    test(`without a zone is read from ${text}`, () => {
      assert.deepEqual(readMoment(text), { dayFirst: AT, monthFirst: AT, zone: 'none', clock: true })
    })
  }

  test('is read as a date, a month, a quarter or a week by its first day', () => {
    for (const [text, at] of [
      ['2026-03-04', DATE],
      ['4 Mar 2026', DATE],
      ['2026-03', Date.UTC(2026, 2, 1)],
      ['Mar 2026', Date.UTC(2026, 2, 1)],
      ['4 mars 2026', DATE],
      ['mercredi 4 mars 2026', DATE],
      ['4 de marzo de 2026', DATE],
      ['1er févr. 2026', Date.UTC(2026, 1, 1)],
      ['4. März 2026', DATE],
      ['déc. 2026', Date.UTC(2026, 11, 1)],
      ['2026 Mar', Date.UTC(2026, 2, 1)],
      ['2026-Q2', Date.UTC(2026, 3, 1)],
      ['Q2 2026', Date.UTC(2026, 3, 1)],
      ['2Q26', Date.UTC(2026, 3, 1)],
      ['2026M03', Date.UTC(2026, 2, 1)],
      ['2026-063', DATE],
      ['2026-W01', Date.UTC(2025, 11, 29)],
    ] as const) {
      assert.deepEqual(readMoment(text), { dayFirst: at, monthFirst: at, zone: 'none', clock: false }, text)
    }
  })

  test('in numbers alone is kept under both orders, as far as the calendar has them', () => {
    const both = readMoment('03/04/2026')
    assert.deepEqual([both?.dayFirst, both?.monthFirst], [Date.UTC(2026, 3, 3), DATE])
    const one = readMoment('13.04.26 7:00')
    assert.deepEqual([one?.dayFirst, one?.monthFirst], [Date.UTC(2026, 3, 13, 7), Number.NaN])
  })

  test('keeps the name of a zone that is no offset', () => {
    assert.equal(readMoment('2026-03-04 17:06 CET')?.zone, 'CET')
  })

  test('at midnight is 12 AM, and 24:00 is the next day', () => {
    assert.equal(readMoment('2026-03-04 12:00 AM')?.dayFirst, DATE)
    assert.equal(readMoment('2026-03-03 24:00')?.dayFirst, DATE)
    assert.equal(readMoment('2016-12-31T23:59:60Z')?.dayFirst, Date.UTC(2017, 0, 1))
  })

  for (const text of [
    'run-1',
    'run-2026',
    'March',
    '7',
    '2026-13-45',
    '2026-366',
    'Q5 2026',
    '31.02.2026',
    '30/02/2026 10:00',
    '17:06',
    '2026-03-04 25:00',
    '2026-03-04 13:00 PM',
    '1.2.3',
    '10.0.0.1',
    'soon',
    '',
  ]) {
    test(`is not read from ${JSON.stringify(text)}`, () => assert.equal(readMoment(text), null))
  }
})
