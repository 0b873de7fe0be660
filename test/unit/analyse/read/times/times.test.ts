import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TimeColumn, type TimeOptions, type Times } from '../../../../../src/analyse/read/times/times.ts'

function read(cells: readonly string[], options: Partial<TimeOptions> = {}, name = 'seen'): Times {
  const column = new TimeColumn(name, cells, { format: null, zone: null, ...options })
  for (const [k, cell] of cells.entries()) column.read(cell, k + 2)
  return column.finish()
}

const days = (...given: Array<readonly [number, number, number]>): number[] =>
  given.map(([year, month, day]) => Date.UTC(year, month - 1, day))

describe('A column of times', () => {
  test('is read as Unix time of the unit that its size tells, or that is named', () => {
    const at = Date.UTC(2026, 2, 4, 5, 6, 7)
    for (const factor of [1e-3, 1, 1e3, 1e6]) {
      assert.deepEqual([...read([String(at * factor)]).times], [at])
    }
    assert.deepEqual([...read(['7200'], { format: 's' }).times], [7_200_000])
    assert.equal(read(['7200']).kind, 'number')
    assert.equal(read([String(at)], { format: 'number' }).kind, 'number')
  })

  test('is read as years or as days where all of its numbers are such', () => {
    assert.deepEqual([...read(['1998', '1999'], {}, 'year').times], days([1998, 1, 1], [1999, 1, 1]))
    assert.equal(read(['998', '999', '1000'], {}, 'time').kind, 'number')
    assert.deepEqual([...read(['20260131', '20260201']).times], days([2026, 1, 31], [2026, 2, 1]))
    assert.equal(read(['20260131', '20260132']).kind, 'number')
  })

  test('tells the order of day and month by a date that has only one, and says so', () => {
    const { times, notes } = read(['01/02/2026', '13/02/2026'])
    assert.deepEqual([...times], days([2026, 2, 1], [2026, 2, 13]))
    assert.deepEqual(notes, [
      'the dates in "seen" are read as day, month, year, as "13/02/2026" can only be; --time-format says otherwise',
    ])
    assert.deepEqual([...read(['01/02/2026', '1/13/2026']).times], days([2026, 1, 2], [2026, 1, 13]))
    assert.deepEqual([...read(['01.02.2026']).times], days([2026, 2, 1]))
  })

  test('asks for the order where no date settles it', () => {
    assert.throws(
      () => read(['01/01/2026', '01/02/2026']),
      /line 3: "01\/02\/2026" in seen may be day\/month\/year or month\/day\/year.*--time-format dmy/,
    )
    assert.deepEqual([...read(['01/02/2026'], { format: 'dmy' }).times], days([2026, 2, 1]))
    assert.deepEqual([...read(['01/02/2026'], { format: 'mdy' }).times], days([2026, 1, 2]))
    assert.throws(() => read(['13/02/2026', '02/13/2026']), /have day and month in different orders/)
    assert.throws(() => read(['13/02/2026'], { format: 'mdy' }), /is no date as month\/day\/year/)
  })

  test('without a zone is UTC, and says so where there are hours', () => {
    assert.match(read(['2026-01-01 10:00']).notes.join(), /name no zone and are taken as UTC; --zone/)
    assert.deepEqual(read(['2026-01-01', '2026-01-02']).notes, [])
    const berlin = read(['2026-01-01 10:00', '2026-07-01 10:00'], { zone: 'Europe/Berlin' })
    assert.deepEqual([...berlin.times], [Date.UTC(2026, 0, 1, 9), Date.UTC(2026, 6, 1, 8)])
    assert.deepEqual(berlin.notes, [])
  })

  test('asks which zone an abbreviation is', () => {
    assert.throws(() => read(['2026-01-01 10:00 CET']), /names the zone CET, which is no offset: .*--zone/)
    const { times } = read(['2026-01-01 10:00 CET'], { zone: 'Europe/Berlin' })
    assert.deepEqual([...times], [Date.UTC(2026, 0, 1, 9)])
  })

  test('refuses what is no time, or is written in another way than before', () => {
    assert.throws(() => read(['run-1']), /line 2: "run-1" in seen is no time that can be read\. --time names/)
    assert.throws(() => read(['2026-01-01', 'soon']), /line 3: "soon" in seen is no time that can be read$/)
    assert.throws(
      () => read(['2026-01-01', 'Total']),
      /"Total" .* read: leave out the rows that sum up others$/,
    )
    assert.throws(() => read(['1.740960e+09']), /is no time that can be read: it is rounded, write all/)
    assert.throws(() => read(['2026-01-01', '']), /can be read: leave out the rows that have none$/)
    assert.throws(
      () => read(['2026-01-01', '7']),
      /line 3: "7" in seen is not written as the times before it/,
    )
    assert.throws(
      () => read(['2026-01-01T00:00Z', '2026-01-01 01:00']),
      /has no zone, the times before it have/,
    )
  })

  test('in digits alone follows the calendar, and says so where Unix times may look alike', () => {
    const { times, notes } = read(['2026020300', '2026020301'], {}, 'ts')
    assert.deepEqual([...times], [Date.UTC(2026, 1, 3), Date.UTC(2026, 1, 3, 1)])
    assert.deepEqual(notes, [
      '"2026020300" and its like in "ts" are read as yyyymmddHH; --time-format s, ms or number says otherwise',
      'the times in "ts" name no zone and are taken as UTC; --zone names another',
    ])
    assert.deepEqual([...read(['2026020300'], { format: 's' }).times], [2_026_020_300_000])
    assert.deepEqual(read(['202601', '202602']).notes.length, 1)
    assert.deepEqual(read(['20260131', '20260201']).notes, [])
    assert.throws(() => read(['20260203', '20260231'], { format: 'ymd' }), /"20260231" in seen is no time/)
  })

  test('is read as months of years where the month does not stay', () => {
    const { times, notes } = read(['Dec-25', 'Jan-26', "Feb '26"])
    assert.deepEqual([...times], days([2025, 12, 1], [2026, 1, 1], [2026, 2, 1]))
    assert.deepEqual(notes, ['the times in "seen" are read as months and years'])
    assert.throws(() => read(['Jan-30', 'Jan-31', 'Feb-01', 'Feb-02']), /"Jan-30" in seen is no time/)
  })

  test('is read as serial days of a spreadsheet, or in a unit that is named', () => {
    const { times, notes } = read(['46023', '46024'], {}, 'Date')
    assert.deepEqual([...times], days([2026, 1, 1], [2026, 1, 2]))
    assert.match(notes.join(), /"46023" and its like in "Date" are read as days of a spreadsheet/)
    assert.deepEqual([...read(['46023'], { format: 'excel' }).times], days([2026, 1, 1]))
    assert.deepEqual([...read(['29453760'], { format: 'min' }).times], days([2026, 1, 1]))
    assert.deepEqual([...read(['20454'], { format: 'd' }).times], days([2026, 1, 1]))
  })

  test('says where its numbers only order the rows, unless they just count them', () => {
    assert.deepEqual(read(['29453760', '29453761']).notes, [
      'the numbers in "seen" only order the rows; --time-format says what they are: s, min, h, d, excel, ymd',
    ])
    assert.deepEqual(read(['0', '1', '2']).notes, [])
  })
})
