import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  NumberColumn,
  type NumberOptions,
  type Numbers,
} from '../../../../../src/analyse/read/numbers/numbers.ts'
import { isMissing, isNumber } from '../../../../../src/analyse/read/numbers/written.ts'

function column(cells: readonly string[], options: Partial<NumberOptions> = {}): Numbers {
  const numbers = new NumberColumn('took', { decimal: null, unit: null, byComma: false, ...options })
  for (const [k, cell] of cells.entries()) numbers.read(cell, k + 1)
  return numbers.finish()
}

const read = (cells: readonly string[], options: Partial<NumberOptions> = {}): number[] => [
  ...column(cells, options).values,
]

describe('The numbers of a column', () => {
  for (const [what, cells, expected] of [
    ['a decimal point', ['10.5', '-1e3', '.5', '+7'], [10.5, -1000, 0.5, 7]],
    ['a decimal comma', ['10,0', '10,75', '1.234,5', '12', '1.234'], [10, 10.75, 1234.5, 12, 1234]],
    ['grouped thousands', ['1,234.5', '1,234', '12,345,678', "1'234"], [1234.5, 1234, 12_345_678, 1234]],
    ['points as groups', ['1.234.567', '1.234.568'], [1_234_567, 1_234_568]],
    ['one unit', ['96 ms', '101ms', '', '1,2 ms'], [96, 101, Number.NaN, 1.2]],
    ['a currency', ['$1,234.50', '-$2', '$-2'], [1234.5, -2, -2]],
    ['per cent', ['12 %', '7.5%'], [12, 7.5]],
  ] as const) {
    test(`are read with ${what}`, () => assert.deepEqual(read(cells), expected))
  }

  test('are missing where a spreadsheet or a tool says so', () => {
    for (const cell of ['', 'null', 'NaN', 'NA', 'n/a', '-', '#N/A', '#DIV/0!', 'undefined']) {
      assert.ok(isMissing(cell), cell)
    }
    assert.ok(!isMissing('0'))
  })

  test('are not read from words, versions, addresses, hours or hexadecimals', () => {
    for (const cell of ['abc', 'run-1', '1.2.3', '10.0.0.1', '00:05', '0x1F', '1,23,4', '1 2']) {
      assert.throws(() => read([cell]), /line 1: .* in took is not a number/, cell)
    }
    assert.ok(!isNumber('run-1') && isNumber('96 ms') && isNumber('10,0'))
  })

  test('may be a thousand or a decimal comma, which is asked for', () => {
    assert.throws(
      () => read(['1,234']),
      /line 1: "1,234" in took may be a thousand or a decimal comma: .*--decimal/,
    )
    assert.deepEqual(read(['1,234'], { decimal: ',' }), [1.234])
    assert.deepEqual(read(['1,234'], { decimal: '.' }), [1234])
    assert.throws(
      () => read(['1.234']),
      /line 1: "1\.234" in took may be a thousand or a decimal point: .*--decimal/,
    )
    assert.deepEqual(read(['1.234', '10,5']), [1234, 10.5])
  })

  test('have one decimal mark', () => {
    assert.throws(() => read(['1,234.5', '1.234,5']), /line 2: .* has another decimal mark/)
    assert.throws(() => read(['10.5'], { decimal: ',' }), /is not a number/)
  })

  test('in several units are asked for by name, and turned into the one that is wanted', () => {
    assert.throws(
      () => read(['900 ms', '1.2 s']),
      /line 2: "1.2 s" in took is in s, values before it in ms: --unit/,
    )
    assert.deepEqual(read(['900 ms', '1.2 s', '5'], { unit: 'ms' }), [900, 1200, 5])
    assert.deepEqual(read(['2 KiB', '1 MiB'], { unit: 'B' }), [2048, 1_048_576])
    assert.throws(() => read(['1.2 s'], { unit: 'MB' }), /"1.2 s" in took cannot be turned into MB/)
    assert.throws(() => read(['5', '6 apples']), /is in apples, values before it in no unit$/)
  })

  test('that are infinite are missing, and counted', () => {
    const { values, notes } = column(['inf', '1e999', '5'])
    assert.deepEqual([...values], [Number.NaN, Number.NaN, 5])
    assert.deepEqual(notes, ['2 infinite value(s) were taken as missing'])
  })

  for (const [what, cells, expected] of [
    ['spaces of any width', ['1 288', '1\u00a0288', '1\u202f288', '733'], [1288, 1288, 1288, 733]],
    ['apostrophes', ["1'288", '1’288.5'], [1288, 1288.5]],
    ['pairs as India groups', ['1,00,000', '12,34,567.5'], [100_000, 1_234_567.5]],
    [
      'brackets for negative',
      ['(92.47)', '(1,234.50)', '51.5', '92.47-', '−3'],
      [-92.47, -1234.5, 51.5, -92.47, -3],
    ],
    ['minutes and seconds', ['17m31s', '00:17:31', 'PT17M31S', '59s'], [1051, 1051, 1051, 59]],
    ['letters that multiply', ['775K', '1.13M', '985'], [775_000, 1_130_000, 985]],
  ] as const) {
    test(`are read with ${what}`, () => assert.deepEqual(read(cells), expected))
  }

  test('read by a rule say so', () => {
    assert.deepEqual(column(['(92.47)']).notes, [
      'numbers in brackets in "took", such as "(92.47)", are read as negative',
    ])
    const { unit, notes } = column(['17m31s'])
    assert.equal(unit, 's')
    assert.deepEqual(notes, [
      'durations in "took", such as "17m31s", are read in seconds; --unit names another unit',
    ])
    assert.deepEqual(read(['00:30:00'], { unit: 'min' }), [30])
    assert.deepEqual(column(['1.5K']).notes, [
      '"1.5K" in "took" and its like are multiplied out; --unit K keeps K as a unit',
    ])
    assert.deepEqual(read(['300 K'], { unit: 'K' }), [300])
  })
})
