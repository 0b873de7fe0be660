import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LargeValues } from '../../../../../src/sources/postgres/replication/large-values.ts'

const LARGE = 'x'.repeat(100)

describe('large values', () => {
  test('that a change leaves out are those of the change before, also where its row has another key by now', () => {
    const large = new LargeValues()
    assert.deepEqual(large.filled('1', ['1', 'open', LARGE]), ['1', 'open', LARGE])
    assert.deepEqual(large.filled('1', ['1', 'done', undefined]), ['1', 'done', LARGE])
    assert.deepEqual(large.filled('2', ['2', null, undefined], '1'), ['2', null, LARGE])
    assert.deepEqual(large.filled('1', ['1', null, undefined]), ['1', null, undefined])
  })

  test('are not kept of short rows, whose values are always repeated', () => {
    const large = new LargeValues()
    large.filled('1', ['1', 'x'.repeat(60)])
    assert.deepEqual(large.filled('1', ['1', undefined]), ['1', undefined])
  })

  test('are kept of as many rows as there is room for, those that changed last', () => {
    const large = new LargeValues(250)
    for (const row of ['1', '2', '1', '3']) large.filled(row, [row, LARGE])
    assert.deepEqual(
      ['1', '2', '3'].map(row => large.filled(row, [row, undefined])[1]?.length),
      [100, undefined, 100],
    )
    large.filled('4', ['4', 'y'.repeat(300)])
    assert.deepEqual(large.filled('4', ['4', undefined]), ['4', undefined])
  })
})
