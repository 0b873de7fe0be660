import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

describe('a commit', () => {
  test('writes its log into the file when it is full, and not at every commit from then on', t => {
    const folder = temporaryFolder(t)
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    const sizes: number[] = []
    for (let i = 0; i < 40; i++) {
      store.transaction(() =>
        store.sources.remember('p', [{ key: String(i), value: new Uint8Array(500_000) }]),
      )
      sizes.push(statSync(join(folder, 'slowburn.db-wal')).size)
    }
    const emptied = sizes.filter(size => size === 0).length
    assert.ok(emptied >= 7 && emptied <= 11, `${emptied}`)
    assert.ok(Math.max(...sizes) < 3_000_000)
    store.verify()
  })

  test('a relaxed commit is there at once, and a part of the one that it is made in', t => {
    const folder = temporaryFolder(t)
    const store = openSqliteStore(folder)
    store.relaxed(() => store.series.setMark('retention', 1))
    assert.throws(() =>
      store.transaction(() => {
        store.relaxed(() => store.series.setMark('retention', 2))
        throw new Error('enough')
      }),
    )
    assert.equal(store.series.mark('retention'), 1)
    store.close()
    const again = openSqliteStore(folder)
    t.after(() => again.close())
    assert.equal(again.series.mark('retention'), 1)
  })
})
