import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { DATABASE_FILE } from '../../../../../src/storage/sqlite/file/database.ts'
import { TABLE_RULES } from '../../../../../src/storage/sqlite/file/rules.ts'
import { countWrong, isTable } from '../../../../../src/storage/sqlite/file/sweep.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../../src/storage/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { columnsIn, fillStore, SPOILS, spoil } from '../../../../support/storage/full-store.ts'

const NOW = Date.UTC(2026, 10, 16)

/** A store in which every table has rows, opened after `sql` was done to it. */
function spoiled(t: Parameters<typeof temporaryFolder>[0], sql: string): Store {
  const folder = temporaryFolder(t)
  fillStore(folder, NOW)
  const db = new DatabaseSync(join(folder, DATABASE_FILE))
  db.exec(sql)
  db.close()
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  return store
}

const said = (store: Store): string[] =>
  store.setAside.takeUnreported().map(({ table, id, outcome }) => `${table} ${id} ${outcome}`)

describe('when a store is opened', () => {
  test('every column of every table is looked at', t => {
    const folder = temporaryFolder(t)
    openSqliteStore(folder).close()
    const ruled = TABLE_RULES.flatMap(({ table, columns }) =>
      Object.keys(columns).map(column => `${table}.${column}`),
    )
    const own = columnsIn(folder).map(({ table, column }) => `${table}.${column}`)
    assert.deepEqual(
      own.filter(column => !ruled.includes(column)),
      [],
    )
  })

  test('no row of a sound store is set aside', t => {
    assert.deepEqual(said(spoiled(t, '')), [])
  })

  test('a column that repeats its JSON is mended from it, and the row stays', t => {
    const store = spoiled(t, "UPDATE episodes SET state = 'garbage', end_owed = 9 WHERE id = 'e1'")
    assert.deepEqual(said(store), ['episodes e1 mended'])
    assert.deepEqual(
      store.episodes.open().map(({ id }) => id),
      ['e1', 'e2'],
    )
  })

  test('a message whose numbers are wrong is sent, and one of which it is not known whether it was is given up', t => {
    const numbers = 'attempts = 9223372036854775807, not_before = -1, waited = 9223372036854775807'
    const first = spoiled(t, `UPDATE outbox SET ${numbers} WHERE id = 1`)
    assert.deepEqual(said(first), ['outbox 1 mended'])
    assert.equal(first.outbox.due(NOW, 5).length, 1)
    const second = spoiled(
      t,
      "PRAGMA ignore_check_constraints = ON; UPDATE outbox SET state = 'garbage' WHERE id = 1",
    )
    assert.deepEqual(said(second), ['outbox 1 mended'])
    assert.equal(second.outbox.summary().counts.dead, 1)
  })

  test('a source of which it is not known where it was read up to begins anew, and its completeness stays', t => {
    const store = spoiled(t, "UPDATE sources SET cursor = 'garbage'")
    assert.deepEqual(said(store), ['sources db mended'])
    assert.deepEqual(store.sources.load('db'), { cursor: null, completeUpTo: NOW, lastSuccessAt: NOW })
  })

  test('what refers to a row that was set aside is set aside with it', t => {
    const store = spoiled(t, "UPDATE series SET labels = '[]'")
    const found = said(store)
    for (const table of ['series', 'monitors', 'changes', 'regimes', 'acceptances']) {
      assert.ok(
        found.some(one => one.startsWith(`${table} `)),
        table,
      )
    }
    assert.deepEqual(store.series.all(), [])
  })

  test('numbers that leave no room for the next are taken back', t => {
    const store = spoiled(
      t,
      "UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name = 'alert_history'",
    )
    store.history.add({ at: NOW, actor: 'ann', action: 'tested', episodeId: null, detail: '' })
    assert.equal(store.history.list(5).length, 2)
  })

  test('what was set aside before leaves room for what follows, however it was spoiled', t => {
    const store = spoiled(
      t,
      `UPDATE quarantine SET number = 9223372036854775807;
       UPDATE sqlite_sequence SET seq = 9223372036854775807; UPDATE releases SET release = 'x'`,
    )
    assert.deepEqual(said(store), ['releases r1 set aside'])
    assert.equal(store.setAside.all().length, 1)
  })

  test('rows are counted without being touched', t => {
    const folder = temporaryFolder(t)
    fillStore(folder, NOW)
    assert.ok(spoil(folder, { table: 'releases', column: 'release' }, SPOILS['a word'] ?? ''))
    const db = new DatabaseSync(join(folder, DATABASE_FILE), { readOnly: true })
    t.after(() => db.close())
    assert.deepEqual(countWrong(db, TABLE_RULES), [{ table: 'releases', rows: 1 }])
    assert.deepEqual([isTable(db, 'releases'), isTable(db, 'nothing')], [true, false])
  })
})
