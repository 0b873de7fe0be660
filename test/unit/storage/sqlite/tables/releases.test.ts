import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import type { Release } from '../../../../../src/events/release.ts'
import { RELEASES_DDL, sqliteReleases } from '../../../../../src/storage/sqlite/tables/releases.ts'
import type { ReleaseStore } from '../../../../../src/storage/store.ts'

const release = (id: string, at: number): Release => ({
  id,
  at,
  version: `1.${at}`,
  component: null,
  environment: null,
  note: null,
  source: 'app',
  by: null,
})

function opened(): ReleaseStore {
  const db = new DatabaseSync(':memory:')
  db.exec(RELEASES_DDL)
  return sqliteReleases(db)
}

describe('kept releases', () => {
  test('are kept once by their id: whoever comes second changes nothing', () => {
    const store = opened()
    assert.equal(store.add(release('a', 5)), true)
    assert.equal(store.add({ ...release('a', 9), version: 'other' }), false)
    assert.deepEqual(store.get('a'), release('a', 5))
    assert.equal(store.get('b'), null)
  })

  test('are found between two moments, both included, oldest first, and listed newest first', () => {
    const store = opened()
    for (const at of [30, 10, 20]) store.add(release(`r${at}`, at))
    assert.deepEqual(
      store.between(10, 20).map(({ at }) => at),
      [10, 20],
    )
    assert.deepEqual(
      store.list(2).map(({ at }) => at),
      [30, 20],
    )
    assert.equal(store.earliest(), 10)
  })

  test('have no earliest where there is none', () => assert.equal(opened().earliest(), null))
})
