import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DecimalEvidence } from '../../../../../src/analyse/read/numbers/decimal.ts'
import { readNumber } from '../../../../../src/analyse/read/numbers/written.ts'

function decide(cells: readonly string[], byComma = false): { decimal: string; notes: string[] } {
  const evidence = new DecimalEvidence('visits', null)
  for (const [k, cell] of cells.entries()) {
    const written = readNumber(cell)
    if (written !== null) evidence.take(written, 1, { cell, line: k + 2 })
  }
  return evidence.decide(byComma)
}

describe('The decimal mark of a column', () => {
  test('is shown by any cell that has one reading, wherever it stands', () => {
    assert.deepEqual(decide(['1.288', '10,5']).notes, ['the numbers in "visits" have a decimal comma'])
    assert.deepEqual(decide(['1.288', '0.5']), { decimal: '.', notes: [] })
    assert.deepEqual(decide(['1,288', '10.5']), { decimal: '.', notes: [] })
    assert.deepEqual(decide(['1.288', '1.107.525']), {
      decimal: ',',
      notes: ['the numbers in "visits" have points between thousands'],
    })
  })

  test('is none where numbers below a thousand are as large', () => {
    for (const [cells, decimal] of [
      [['733', '969', '1.288', '1.092'], ','],
      [['983', '1,023', '985'], '.'],
    ] as const) {
      const { notes, ...decided } = decide(cells)
      assert.equal(decided.decimal, decimal)
      assert.match(notes.join(), /are read as thousands, as those without a mark are as large; --decimal/)
    }
  })

  test('is one where whole numbers beside it are as large', () => {
    const { decimal, notes } = decide(['100', '99.875', '99.991', '100'])
    assert.equal(decimal, '.')
    assert.match(notes.join(), /"99\.875" in "visits" are read with three decimals/)
  })

  test('is asked for where three digits behind it are all that is known', () => {
    for (const cells of [
      ['1.244', '1.396'],
      ['1,244'],
      ['5', '40', '1.244'],
      ['12345', '1.244'],
      ['1.244', '1,244'],
    ])
      assert.throws(
        () => decide(cells),
        /may be a thousand or a decimal (point|comma): say which with --decimal/,
        cells.join(),
      )
  })

  test('is the point where commas part the cells, and any mark where thousands have another', () => {
    assert.match(
      decide(['1.244', '1.396'], true).notes.join(),
      /with three decimals, as commas part the cells/,
    )
    assert.throws(() => decide(['1,244', '1,396'], true), /may be a thousand/)
    assert.equal(decide(['1,244', "1'288"]).decimal, ',')
  })

  test('is one of a column', () => {
    assert.throws(() => decide(['10.5', '10,5']), /line 3: "10,5" in visits has another decimal mark/)
  })
})
