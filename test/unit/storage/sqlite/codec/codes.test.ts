import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

describe('used codes', () => {
  test('are known through a restart, and until they have lapsed', t => {
    const folder = temporaryFolder(t)
    const store = openSqliteStore(folder)
    assert.equal(store.codes.use('a', 1000, 0), true)
    assert.equal(store.codes.use('a', 1000, 500), false)
    store.close()
    const again = openSqliteStore(folder)
    t.after(() => again.close())
    assert.equal(again.codes.use('a', 1500, 999), false)
    assert.equal(again.codes.use('b', 1500, 999), true)
    assert.equal(again.codes.use('a', 2000, 1000), true)
  })
})
