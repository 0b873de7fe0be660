import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  areMonthsOfYears,
  monthNumber,
  monthOfYear,
  withoutWeekday,
} from '../../../../../src/analyse/read/times/months.ts'

describe('Names of months', () => {
  for (const [names, month] of [
    ['Jan January janv. enero Gennaio', 1],
    ['février févr. Feb febrero', 2],
    ['März mars Mrz marzo março', 3],
    ['août Aug agosto', 8],
    ['déc. Dez dic December', 12],
  ] as const) {
    test(`are known of month ${month}`, () => {
      for (const name of names.split(' ')) assert.equal(monthNumber(name.replace('.', '')), month, name)
    })
  }

  test('are not known by a beginning, nor in every language', () => {
    for (const name of ['Ma', 'Januar7', 'Marble', 'lutego', '']) assert.equal(monthNumber(name), 0, name)
  })
})

test('A date is read without the day of the week before it, unless that may be a month', () => {
  assert.equal(withoutWeekday('Wed, 04 Mar 2026'), '04 Mar 2026')
  assert.equal(withoutWeekday('miércoles, 4 de marzo de 2026'), '4 de marzo de 2026')
  assert.equal(withoutWeekday('mar 4 2026'), 'mar 4 2026')
})

test('A month with two digits is that of a year where months go on, and a day where they stay', () => {
  assert.ok(areMonthsOfYears(['Jan-20', 'Feb-20', 'Mar-20']))
  assert.ok(!areMonthsOfYears(['Jan-20', 'Jan-21', 'Jan-22']) && !areMonthsOfYears(['Jan-20', 'soon']))
  assert.deepEqual(['Jan-20', 'févr. 99', 'soon'].map(monthOfYear), ['Jan 2020', 'févr 1999', 'soon'])
})
