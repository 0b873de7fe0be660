import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  isInfinite,
  isMissing,
  isNumber,
  readNumber,
} from '../../../../../src/analyse/read/numbers/written.ts'

const both = (cell: string): unknown => {
  const written = readNumber(cell)
  return written === null ? null : [written.point, written.comma]
}

describe('A number as it is written', () => {
  for (const [cell, point, comma] of [
    ['1234', 1234, 1234],
    ['1.5', 1.5, Number.NaN],
    ['1,5', Number.NaN, 1.5],
    ['1.288', 1.288, 1288],
    ['-1,288', -1288, -1.288],
    ['0.288', 0.288, Number.NaN],
    ['1.288e3', 1288, Number.NaN],
    ['1 288,5', Number.NaN, 1288.5],
    ['1,234,567', 1_234_567, Number.NaN],
    ['12,34,567', 1_234_567, Number.NaN],
    ['(1.5)', -1.5, Number.NaN],
  ] as const) {
    test(`is read under both decimal marks from ${cell}`, () => assert.deepEqual(both(cell), [point, comma]))
  }

  test('keeps its unit or its currency', () => {
    assert.deepEqual(
      ['5 ms', '$5', '5 €', '5', '5%', '($5)'].map(cell => readNumber(cell)?.unit),
      ['ms', '$', '€', '', '%', '$'],
    )
  })

  test('is none where digits are grouped in no way that people have', () => {
    for (const cell of ['1,23,4', '1 2', '1.2.3', '10.0.0.1', '1,2,34', '(-5)', '()', '0x1F', '17:31'])
      assert.equal(readNumber(cell), null, cell)
  })

  test('is told from what stands for none', () => {
    assert.ok(isMissing('#N/A') && !isMissing('0'))
    assert.ok(isInfinite('-inf') && !isInfinite('1'))
    assert.ok(isNumber('∞') && isNumber('1 288') && !isNumber('soon'))
  })
})
