import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type DatabaseState,
  decodeCursor,
  emptyState,
  encodeCursor,
  readsCursor,
} from '../../../../../src/sources/postgres/reading/cursor.ts'

describe('the cursor of a database', () => {
  test('says after a restart what it said before', () => {
    const state: DatabaseState = {
      horizon: null,
      tables: new Map([
        ['tasks:jobs', { ...emptyState('created_at:time'), readTo: 5, counted: ['7 completedAt'] }],
        ['claims:claims', emptyState('id:serial')],
      ]),
    }
    assert.deepEqual(
      decodeCursor(JSON.parse(JSON.stringify(encodeCursor(state))) as ReturnType<typeof encodeCursor>),
      state,
    )
  })

  test('of another version is as good as none', () => {
    const nothing: DatabaseState = { horizon: null, tables: new Map() }
    const cursor = encodeCursor({ horizon: null, tables: new Map([['tasks:jobs', emptyState('x')]]) })
    assert.deepEqual(decodeCursor({ ...cursor, version: 1 }), nothing)
    assert.deepEqual(decodeCursor({}), nothing)
    assert.deepEqual(decodeCursor(null), nothing)
  })
})

test('a cursor that somebody else has changed is told from one that was written, and from one of another version', () => {
  const cursor = encodeCursor({ horizon: null, tables: new Map([['tasks:jobs', emptyState('x')]]) })
  assert.ok(readsCursor(JSON.parse(JSON.stringify(cursor)) as typeof cursor))
  assert.ok(readsCursor({ version: 1, whatever: true }))
  assert.ok(!readsCursor({ ...cursor, tables: { 'tasks:jobs': 5 } }))
  assert.ok(!readsCursor({ ...cursor, tables: { 'tasks:jobs': { ...emptyState('x'), groups: 'none' } } }))
})

test('a table of which nothing was read yet is in its first life, with nothing to look at again', () => {
  const { life, readTo, pass, groups, cold, rows } = emptyState('created_at:time')
  assert.deepEqual([life.number, readTo, pass, groups, cold, rows], [1, null, null, [], null, 0])
})
