import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

test('a store that is new has nothing of an older version, before and after that is said', t => {
  const { older, close } = openSqliteStore(temporaryFolder(t))
  t.after(close)
  assert.equal(older.count(), 0)
  older.finish()
  older.finish()
  assert.equal(older.count(), 0)
})
