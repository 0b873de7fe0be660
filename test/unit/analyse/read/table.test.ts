import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ReadOptions, type SeriesFile, Table } from '../../../../src/analyse/read/table.ts'
import { NOTHING_GIVEN } from '../../../support/analyse/read-options.ts'

function series(rows: readonly string[], options: Partial<ReadOptions> = {}): SeriesFile {
  const table = new Table({ ...NOTHING_GIVEN, ...options }, true)
  for (const [k, row] of rows.entries()) table.row(row.split(','), k + 1)
  return table.finish()
}

describe('A table of rows', () => {
  test('is a series in the order of time, with what was done to it', () => {
    const { times, values, notes, valueName } = series([
      'at,took',
      '2026-01-03,3',
      '2026-01-01,1',
      '2026-01-02,',
    ])
    assert.deepEqual(
      [...times].map(time => new Date(time).getUTCDate()),
      [1, 2, 3],
    )
    assert.deepEqual([...values], [1, Number.NaN, 3])
    assert.deepEqual(notes, ['the rows were not in the order of time; they were sorted'])
    assert.equal(valueName, 'took')
  })

  test('says that it was turned about where the newest row came first', () => {
    const { values, notes } = series(['at,took', '2026-01-02,2', '2026-01-01,1'])
    assert.deepEqual([...values], [1, 2])
    assert.deepEqual(notes, ['the rows begin with the newest; they were turned about'])
  })

  test('without a header names its columns by their place', () => {
    assert.equal(series(['1,10', '2,12']).valueName, 'column 2')
  })

  test('takes a short row as one without a value, and refuses a long one', () => {
    assert.deepEqual([...series(['at,took', '2026-01-01,1', '2026-01-02']).values], [1, Number.NaN])
    assert.throws(() => series(['at,took', '2026-01-01,1,5']), /line 2 has 3 cells, the first row 2/)
  })

  test('takes fields that only later objects have', () => {
    const table = new Table(NOTHING_GIVEN, false)
    table.object(new Map<string, unknown>([['at', '2026-01-01']]), 1)
    table.object(
      new Map<string, unknown>([
        ['at', '2026-01-02'],
        ['ms', 7],
      ]),
      2,
    )
    assert.deepEqual([...table.finish().values], [Number.NaN, 7])
  })

  test('of nothing is an empty series', () => {
    assert.equal(series([]).values.length, 0)
    assert.equal(series(['at,took']).values.length, 0)
  })

  test('is that of the rows that are asked for', () => {
    const rows = ['at,host,took', '2026-01-01,a,1', '2026-01-01,b,5', '2026-01-02,a,2', '2026-01-02,b,6']
    assert.throws(() => series(rows), /column "host" tells several series in this file apart/)
    assert.deepEqual([...series(rows, { where: [{ column: 'host', value: 'b' }] }).values], [5, 6])
    assert.throws(
      () => series(rows, { where: [{ column: 'host', value: 'c' }] }),
      /no row has "c" in column "host"/,
    )
  })

  test('passes over lines before its header, and says so', () => {
    const { values, notes } = series([
      'Report',
      'Period,60',
      'at,took',
      '2026-01-01,1',
      '2026-01-02,2',
      '2026-01-03,2',
    ])
    assert.deepEqual([...values], [1, 2, 2])
    assert.deepEqual(notes, ['2 line(s) before the header "at", "took" were passed over'])
  })
})
