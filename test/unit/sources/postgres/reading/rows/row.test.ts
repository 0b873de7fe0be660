import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, SECOND } from '../../../../../../src/core/duration.ts'
import { IN_FUTURE, notBefore, viewRow } from '../../../../../../src/sources/postgres/reading/rows/row.ts'

const NOW = Date.UTC(2026, 4, 1)
const positions = new Map([
  ['id', 0],
  ['at', 1],
  ['value', 2],
])
const view = (row: readonly (string | null)[], wholeKey: string | null = null) =>
  viewRow(row, positions, NOW, wholeKey)

describe('a row, asked by role', () => {
  test('is about its id, or about its whole key where the id is not unique', () => {
    assert.equal(view([' 7 ', null, null]).entity('id'), '7')
    assert.equal(view(['7', null, null], '["7","a"]').entity('id'), '["7","a"]')
    assert.equal(view([null, null, null]).entity('id'), null)
  })

  test('remembers what was refused, once a role, with what it holds', () => {
    const row = view(['7', '2026-05-01 01:00:00+00', 'much'])
    assert.equal(row.time('at'), null)
    assert.equal(row.number('value'), null)
    assert.equal(row.number('value'), null)
    assert.deepEqual(row.refusals, [
      { role: 'at', reason: IN_FUTURE, value: '2026-05-01 01:00:00+00' },
      { role: 'value', reason: 'is not a number', value: 'much' },
    ])
  })

  test('may end as much before it began as two clocks differ', () => {
    const row = view(['7', null, null])
    assert.equal(notBefore(row, 'at', NOW - SECOND, NOW), NOW)
    assert.equal(notBefore(row, 'at', NOW - HOUR, NOW), null)
    assert.equal(row.refusals[0]?.reason, 'lies before the time at which the row begins')
  })
})
