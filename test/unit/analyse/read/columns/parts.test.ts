import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeColumns } from '../../../../../src/analyse/read/columns/column.ts'
import { timeParts } from '../../../../../src/analyse/read/columns/parts.ts'

/** The first row of the time as one text, or null. */
function joined(text: string): string | null {
  const [names = [], ...rows] = text.split('\n').map(line => line.split('|'))
  const parts = timeParts(describeColumns(names, rows))
  return parts?.join(parts.places.map(place => rows[0]?.[place] ?? '')) ?? null
}

describe('A time in several columns', () => {
  for (const [text, expected] of [
    ['date|hour|v\n2026-01-01|0|5\n2026-01-01|1|6', '2026-01-01 00:00'],
    ['date|hour|minute|v\n2026-01-01|7|5|5\n2026-01-01|7|10|6', '2026-01-01 07:05'],
    ['20|day|uhrzeit\n1|01.02.2026|09:30\n2|01.02.2026|09:45', '01.02.2026 09:30'],
    ['year|month|v\n2026|1|5\n2026|2|6', '2026-01-01'],
    ['year|month|v\n2026|Feb|5\n2026|mars|6', '2026-02-01'],
    ['Jahr|Monat|Tag|v\n2026|1|31|5\n2026|2|1|6', '2026-01-31'],
    ['year|month|day|hour|v\n2026|1|31|23|5\n2026|2|1|0|6', '2026-01-31 23:00'],
    ['year|week|v\n2026|1|5\n2026|2|6', '2026-W01'],
    ['year|doy|v\n2026|62|5\n2026|63|6', '2026-062'],
    ['date|hhmm|v\n20260101|530|5\n20260101|1600|6', '20260101 05:30'],
    ['year|quarter|v\n2026|Q1|5\n2026|Q2|6', '2026-Q1'],
  ] as const) {
    test(`is ${expected}`, () => assert.equal(joined(text), expected))
  }

  test('is none where a whole moment, or a day that never comes again, stands in one', () => {
    assert.equal(joined('at|hour|v\n2026-01-01 10:00|10|5\n2026-01-01 11:00|11|6'), null)
    assert.equal(joined('date|peak|hour|v\n2026-01-01|x|10|5\n2026-01-02|y|11|6'), null)
    assert.equal(joined('date|year|month|v\n2026-01-01|2026|1|5\n2026-01-02|2026|1|6'), null)
    assert.equal(joined('month|day|v\n1|1|5\n1|2|6'), null)
  })

  test('is none with how long something took', () => {
    assert.equal(joined('date|run_time|v\n2026-01-01|00:17:31|5\n2026-01-01|00:18:02|6'), null)
    assert.equal(
      joined('date|took|v\n2026-01-01|00:17:31|5\n2026-01-01|00:16:02|6\n2026-01-01|00:18:00|6'),
      null,
    )
    assert.equal(
      joined('date|at|v\n2026-01-01|9:30|5\n2026-01-01|10:00|6\n2026-01-02|9:30|6'),
      '2026-01-01 9:30',
    )
  })

  test('is none where the numbers are no such part', () => {
    assert.equal(joined('year|month|v\n2026|13|5\n2026|2|6'), null)
    assert.equal(joined('date|hour|v\n2026-01-01|25|5\n2026-01-01|1|6'), null)
  })
})
