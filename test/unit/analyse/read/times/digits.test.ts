import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { serialDay, shapeOf, spelledOut } from '../../../../../src/analyse/read/times/digits.ts'

describe('Times in digits alone', () => {
  for (const [digits, text] of [
    ['2026', '2026-01-01'],
    ['202602', '2026-02-01'],
    ['20260203', '2026-02-03'],
    ['2026020314', '2026-02-03 14:00:00.000'],
    ['202602031405', '2026-02-03 14:05:00.000'],
    ['20260203140506', '2026-02-03 14:05:06.000'],
    ['20260203140506789', '2026-02-03 14:05:06.789'],
    ['1', '1'],
  ] as const) {
    test(`are ${text} from ${digits}`, () => assert.equal(spelledOut(digits), text))
  }

  test('are known by all of the first cells', () => {
    assert.equal(shapeOf('ts', ['2026020314', '2026020315', '']), 'digits')
    assert.equal(shapeOf('ts', ['2026020314', '2026020325']), null)
    assert.equal(shapeOf('ts', ['1767225600', '1767225660']), null)
    assert.equal(shapeOf('month', ['202601', '202602']), 'digits')
    assert.equal(shapeOf('n', ['202612', '202613']), null)
    assert.equal(shapeOf('year', ['2025', '2026']), 'digits')
    assert.equal(shapeOf('took', ['2025', '2026']), null)
    assert.equal(shapeOf('ts', []), null)
  })

  test('are serial days of a spreadsheet under the name of a date', () => {
    assert.equal(shapeOf('Date', ['46023', '46024.5']), 'excel')
    assert.equal(shapeOf('n', ['46023', '46024']), null)
    // LibreOffice: =DATE(2026;1;1) as a number is 46023.
    assert.equal(serialDay(46_023), Date.UTC(2026, 0, 1))
    assert.equal(serialDay(46_023.041667), Date.UTC(2026, 0, 1, 1))
  })
})
