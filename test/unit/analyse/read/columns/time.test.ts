import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeColumns } from '../../../../../src/analyse/read/columns/column.ts'
import { type TimeChoice, timeColumns } from '../../../../../src/analyse/read/columns/time.ts'

function choose(text: string, wanted: string | null = null): TimeChoice | null {
  const [names = [], ...rows] = text.split('\n').map(line => line.split('|'))
  return timeColumns(describeColumns(names, rows), wanted, null)
}

describe('The column of times', () => {
  test('may be several, which is said', () => {
    const parts = choose('v|date|hour\n5|2026-01-01|0\n6|2026-01-01|1')
    assert.deepEqual([parts?.name, parts?.places], ['date+hour', [1, 2]])
    assert.deepEqual(parts?.notes, ['the time is read from "date" and "hour" together'])
  })

  test('may be named as several', () => {
    const named = choose('v|d|h\n5|2026-01-01|10:00\n6|2026-01-02|11:00', 'd+h')
    assert.equal(named?.join(['2026-01-01', '10:00']), '2026-01-01 10:00')
    const parts = choose('v|year|month\n5|2026|1\n6|2026|2', 'year+month')
    assert.equal(parts?.join(['2026', '1']), '2026-01-01')
    assert.throws(() => choose('v|d\n5|2026-01-01', 'd+x'), /there is no column "x"/)
  })

  test('says which other there is', () => {
    const chosen = choose('begun|ended|v\n2026-01-01|2026-01-02|5\n2026-01-02|2026-01-03|6')
    assert.deepEqual(chosen?.notes, ['the time is read from "begun"; --time chooses among "ended"'])
  })

  test('of two of numbers is that which may be Unix time, else the first', () => {
    assert.deepEqual(choose('a|b\n5|1767225600\n6|1767225660')?.places, [1])
    assert.deepEqual(choose('a|b\n5|7\n6|8')?.places, [0])
  })

  test('is not one of times of day alone', () => {
    assert.throws(
      () => choose('hour|v\n00:00|5\n01:00|6'),
      /column "hour" holds times of day without a date, such as "00:00": --time names another/,
    )
  })
})
