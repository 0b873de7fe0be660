import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SeriesFile } from '../../../src/analyse/read/table.ts'
import {
  gapMomentAt,
  momentAt,
  rowAt,
  rowOf,
  valuesAtPositions,
  written,
  writtenAt,
} from '../../../src/analyse/row.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'

const START = Date.UTC(2026, 0, 1)

function file(hours: readonly number[], more: Partial<SeriesFile> = {}): SeriesFile {
  return {
    times: Float64Array.from(hours, hour => START + hour * HOUR),
    values: Float64Array.from(hours, (_, k) => k),
    kind: 'moment',
    valueName: 'value',
    unit: null,
    zone: null,
    notes: [],
    ...more,
  }
}

describe('A row of a file', () => {
  test('has a place for every bucket, and a clock where its pace is even', () => {
    const row = rowOf(file([0, 1, 2, 5, 6]))
    assert.deepEqual([...valuesAtPositions(row)], [0, 1, 2, Number.NaN, Number.NaN, 3, 4])
    assert.deepEqual(row.clock, { start: START, bucket: HOUR, zone: 'UTC' })
    assert.equal(rowOf(file([0, 1, 2], { zone: 'Europe/Berlin' })).clock?.zone, 'Europe/Berlin')
  })

  test('has no clock without moments, or where it is slower than a day', () => {
    assert.equal(rowOf(file([0, 1, 2], { kind: 'number' })).clock, null)
    assert.equal(rowOf(file([0, 48, 96, 144])).clock, null)
  })

  test('writes the moments between rows and beyond the last', () => {
    const row = rowOf(file([0, 1, 2, 5, 6]))
    assert.equal(writtenAt(row, 3), '2026-01-01T05:00:00.000Z')
    assert.equal(writtenAt(row, 2.5), '2026-01-01T03:30:00.000Z')
    assert.equal(writtenAt(row, 8), '2026-01-01T10:00:00.000Z')
    assert.equal(writtenAt(rowOf(file([0, 1], { kind: null })), 1), null)
    assert.equal(written(1e17 * DAY), null)
  })

  test('finds the row of a position, and goes on counting beyond', () => {
    const row = rowOf(file([0, 1, 2, 5, 6]))
    assert.deepEqual(
      [0, 3, 5, 6, 10].map(position => rowAt(row, position)),
      [0, 3, 3, 4, 8],
    )
    assert.deepEqual(momentAt(row, { value: 5, lower: 2, upper: 6 }), {
      index: 3,
      at: '2026-01-01T05:00:00.000Z',
      lower: 2,
      upper: 4,
      lowerAt: '2026-01-01T02:00:00.000Z',
      upperAt: '2026-01-01T06:00:00.000Z',
    })
  })

  test('tells the time of what begins where no row is, and not that of the row after it', () => {
    const row = rowOf(file([0, 1, 2, 5, 6]))
    assert.deepEqual(gapMomentAt(row, { value: 3, lower: 2, upper: 4 }), {
      index: 2,
      at: '2026-01-01T03:00:00.000Z',
      lower: 2,
      upper: 2,
      lowerAt: '2026-01-01T02:00:00.000Z',
      upperAt: '2026-01-01T04:00:00.000Z',
    })
  })
})
