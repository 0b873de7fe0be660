import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storeRowsSetAside } from '../../../../src/exposition/metrics/store.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { READABLE } from '../../../support/exposition/readable-settings.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { spoil } from '../../../support/storage/full-store.ts'

test('rows that could not be used are counted by table, and by what became of them', t => {
  const folder = temporaryFolder(t)
  const before = openSqliteStore(folder)
  before.history.add({ at: 1, actor: 'ann', action: 'tested', episodeId: null, detail: '' })
  before.close()
  assert.ok(spoil(folder, { table: 'alert_history', column: 'at' }, -1))
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  assert.deepEqual(storeRowsSetAside.read({ store, settings: READABLE, now: 0 }), [
    [1, { table: 'alert_history', outcome: 'set aside' }],
  ])
})
