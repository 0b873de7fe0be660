import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UTC_CLOCK } from '../../../../../../src/sources/postgres/connection/wall-clock.ts'
import {
  fieldPositions,
  hashOf,
  keyCells,
  keyOf,
  keysOf,
  lastPlaceOf,
  orderOf,
  orderValue,
  placeOf,
} from '../../../../../../src/sources/postgres/reading/rows/cells.ts'

const at = {
  column: 'at',
  sql: 't.at',
  type: 'timestamp with time zone',
  unit: 'time',
  clock: UTC_CLOCK,
  role: 'at',
} as const
const id = { sql: 't.id', type: 'bpchar' }
const tenant = { sql: 't.tenant', type: 'text' }

describe('the cells of a row', () => {
  test('of a single key: order, key, hash, fields', () => {
    const plan = { order: at, key: [id], fields: [{ role: 'status', sql: 't.status' }] }
    const row = ['2026-05-01 00:00:00+00', 'a', 'ff', 'done']
    assert.deepEqual(
      [keyOf(plan, row), hashOf(plan, row), orderOf(plan, row)],
      ['a', 'ff', Date.UTC(2026, 4, 1)],
    )
    assert.deepEqual(placeOf(plan, row), ['2026-05-01 00:00:00+00', 'a'])
    assert.deepEqual([lastPlaceOf(plan, [[], row]), lastPlaceOf(plan, [])], [placeOf(plan, row), null])
    assert.deepEqual([...keysOf(plan, [row, row])], ['a', 'a'])
    assert.equal(row[fieldPositions(plan).get('status') ?? -1], 'done')
    assert.deepEqual(keyCells(plan, 'a'), ['a'])
  })

  test('of a key of several columns, whatever they hold: the key is written so that no two are alike', () => {
    const plan = { order: at, key: [id, tenant], fields: [] }
    const one = keyOf(plan, ['', 'a,b', 'c', 'ff'])
    const other = keyOf(plan, ['', 'a', 'b,c', 'ff'])
    assert.notEqual(one, other)
    assert.deepEqual(keyCells(plan, one), ['a,b', 'c'])
  })

  test('of a table in the order of a column of its key: the place names it once', () => {
    const plan = { order: at, key: [{ sql: 't.at', type: at.type }, id] }
    assert.deepEqual(placeOf(plan, ['2026-05-01', '2026-05-01', 'a', 'ff']), ['2026-05-01', 'a'])
  })
})

test('a cell of the order is read in its unit', () => {
  const serial = { ...at, column: 'id', sql: 't.id', type: 'bigint', unit: 'serial' } as const
  assert.equal(orderValue(serial, '12'), 12)
  assert.equal(orderValue(at, '2026-05-01 00:00:00+00'), Date.UTC(2026, 4, 1))
  assert.equal(orderValue(at, 'infinity'), null)
  assert.equal(orderValue(at, null), null)
})
