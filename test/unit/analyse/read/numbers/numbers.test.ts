import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  isMissing,
  isNumber,
  NumberColumn,
  type NumberOptions,
} from '../../../../../src/analyse/read/numbers/numbers.ts'

function read(cells: readonly string[], options: Partial<NumberOptions> = {}): number[] {
  const column = new NumberColumn('took', { decimal: null, unit: null, ...options })
  return cells.map((cell, k) => column.read(cell, k + 1))
}

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
    assert.throws(() => read(['1.234', '10,5']), /"1\.234" on line 1 may be a thousand/)
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
    const column = new NumberColumn('took', { decimal: null, unit: null })
    assert.deepEqual([column.read('inf', 1), column.read('1e999', 2)], [Number.NaN, Number.NaN])
    assert.deepEqual(column.notes(), ['2 infinite value(s) were taken as missing'])
  })
})
