import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  describeColumns,
  isFew,
  named,
  refuseTwins,
  repeats,
} from '../../../../../src/analyse/read/columns/column.ts'

describe('What a column holds', () => {
  test('is told by all of its cells that are not missing', () => {
    const rows = [
      ['2026-01-01', '20260101', '10:00', '2026-01-01 10:00', '5', '1.5', 'web', ''],
      ['2026-01-02', '20260102', '11:30', '2026-01-01 11:00', '6', 'NaN', 'db', ''],
    ]
    const kinds = describeColumns(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], rows).map(column =>
      (['numeric', 'whole', 'dated', 'days', 'clock'] as const).filter(kind => column[kind]).join(' '),
    )
    assert.deepEqual(kinds, [
      'dated days',
      'numeric whole days',
      'clock',
      'dated',
      'numeric whole',
      'numeric',
      '',
      '',
    ])
  })

  test('is few whole numbers, or is not', () => {
    const rows = [1, 2, 1, 2, 1, 2].map((floor, k) => [String(floor), String(k), String(floor / 4)])
    assert.deepEqual(describeColumns(['a', 'b', 'c'], rows).map(isFew), [true, false, false])
  })

  test('comes again or does not', () => {
    const [one, two] = describeColumns(
      ['a', 'b'],
      [
        ['1', '5'],
        ['2', '5'],
      ],
    )
    assert.deepEqual(
      [one, two].map(column => column !== undefined && repeats(column)),
      [false, true],
    )
  })
})

describe('A column that is named', () => {
  test('is found by its name or by its place', () => {
    assert.equal(named(['a', 'b'], 'b', '--time'), 1)
    assert.equal(named(['a', 'b'], 'column 2', '--time'), 1)
    assert.throws(() => named(['a', 'b'], 'c', '--time'), /there is no column "c", only "a", "b"/)
  })

  test('must be the only one of its name', () => {
    assert.throws(
      () => refuseTwins(['a', 'b', 'a'], 0, '--where'),
      /say which with --where "column 1" or "column 3"/,
    )
    refuseTwins(['a', 'b', 'a'], 1, '--where')
  })
})
