import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import {
  SOURCE_MEMORY_DDL,
  SOURCES_DDL,
  sqliteSources,
} from '../../../../../src/storage/sqlite/tables/sources.ts'
import type { SourceStore } from '../../../../../src/storage/store.ts'

function opened(): SourceStore {
  const db = new DatabaseSync(':memory:')
  db.exec(SOURCES_DDL)
  db.exec(SOURCE_MEMORY_DDL)
  return sqliteSources(db)
}

describe('where a source was read up to', () => {
  test('is nowhere at first, then what was saved last', () => {
    const store = opened()
    assert.deepEqual(store.load('app'), { cursor: null, completeUpTo: null, lastSuccessAt: null })
    const state = { cursor: { id: '7' }, completeUpTo: 100, lastSuccessAt: 120 }
    store.save('app', { ...state, completeUpTo: 50 })
    store.save('app', state)
    assert.deepEqual(store.load('app'), state)
    assert.equal(store.load('other').cursor, null)
  })
})

describe('what a source keeps for itself', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const text = (value: Uint8Array | null): string | null => value && new TextDecoder().decode(value)

  test('is kept by key, replaced, and dropped one by one or by what the keys begin with', () => {
    const store = opened()
    store.remember('app', [
      { key: 'tasks/1', value: bytes('one') },
      { key: 'tasks/2', value: bytes('two') },
      { key: 'claims/1', value: bytes('three') },
    ])
    store.remember('app', [{ key: 'tasks/1', value: bytes('new') }])
    assert.equal(text(store.recall('app', 'tasks/1')), 'new')
    store.remember('app', [{ key: 'tasks/1', value: null }])
    assert.equal(store.recall('app', 'tasks/1'), null)
    store.remember('app', [{ drop: 'tasks/' }])
    assert.equal(store.recall('app', 'tasks/2'), null)
    assert.equal(text(store.recall('app', 'claims/1')), 'three')
  })

  test('is no other source’s', () => {
    const store = opened()
    store.remember('app', [{ key: 'k', value: bytes('mine') }])
    store.remember('other', [{ drop: '' }])
    assert.equal(store.recall('other', 'k'), null)
    assert.equal(text(store.recall('app', 'k')), 'mine')
  })
})
