import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import {
  begunHash,
  cellsOf,
  endedHash,
  keyCellsOf,
} from '../../../../../src/sources/postgres/mapping/row-cells.ts'

const plan = {
  order: { sql: 't.at' },
  key: [{ sql: 't.id' }, { sql: 't.tenant' }],
  fields: [{ role: 'id', sql: 't.id::text' }],
  begin: 't.at::text',
  ends: { values: ['t.done::text'], said: ['t.done IS NOT NULL'] },
} as unknown as TablePlan

describe('the cells of a row', () => {
  test('are its place, its key and their hash, what of it is read, and hashes of its begin and its end', () => {
    assert.equal(keyCellsOf(plan), 't.at::text, t.id::text, t.tenant::text')
    const hex = /lpad\(pg_catalog\.to_hex\(/g
    assert.match(cellsOf(plan), /^t\.at::text, t\.id::text, t\.tenant::text, .*, t\.id::text, /s)
    assert.equal([...cellsOf(plan).matchAll(hex)].length, 3)
  })

  test('tell a row from another that has its key by when it began and ended, where it says so', () => {
    assert.match(
      begunHash(plan),
      /hashtextextended\(coalesce\(\(t\.at::text\)::text, ''\), pg_catalog\.hashtextextended\(/,
    )
    assert.match(endedHash(plan), /^CASE WHEN t\.done IS NOT NULL THEN /)
    assert.equal(endedHash({ ...plan, ends: { values: [], said: [] } }), 'NULL::bigint')
  })
})
