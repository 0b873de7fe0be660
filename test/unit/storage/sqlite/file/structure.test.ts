import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { DATABASE_FILE } from '../../../../../src/storage/sqlite/file/database.ts'
import { MIGRATIONS } from '../../../../../src/storage/sqlite/file/migrations.ts'
import { versionOf } from '../../../../../src/storage/sqlite/file/structure.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { fillStore } from '../../../../support/storage/full-store.ts'

describe('the version of a database', () => {
  test('is known by its tables, for every version there has been', () => {
    const db = new DatabaseSync(':memory:')
    assert.equal(versionOf(db, 0), 0)
    for (const [index, statements] of MIGRATIONS.entries()) {
      db.exec(statements)
      assert.equal(versionOf(db, -5), index + 1)
      assert.equal(versionOf(db, index + 1), index + 1)
    }
    db.exec('ALTER TABLE outbox RENAME COLUMN via TO by')
    assert.equal(versionOf(db, MIGRATIONS.length), null)
  })

  for (const said of [0, 3, -5]) {
    test(`is put right where ${said} is said, and nothing is lost`, t => {
      const folder = temporaryFolder(t)
      fillStore(folder, Date.UTC(2026, 10, 16))
      const db = new DatabaseSync(join(folder, DATABASE_FILE))
      db.exec(`PRAGMA user_version = ${said}`)
      db.close()
      const store = openSqliteStore(folder)
      t.after(() => store.close())
      assert.equal(store.episodes.open().length, 2)
      const [only] = store.setAside.takeUnreported()
      assert.match(only?.fault ?? '', new RegExp(`user_version was ${said}, `))
    })
  }

  test('of no version is refused with the way out', t => {
    const folder = temporaryFolder(t)
    openSqliteStore(folder).close()
    const db = new DatabaseSync(join(folder, DATABASE_FILE))
    db.exec('DROP TABLE outbox')
    db.close()
    assert.throws(() => openSqliteStore(folder), /those of no version of slowburn.*slowburn restore/)
  })
})

test('a new database is what all migrations make, to the byte of its schema', t => {
  const migrated = new DatabaseSync(':memory:')
  for (const statements of MIGRATIONS) migrated.exec(statements)
  const folder = temporaryFolder(t)
  openSqliteStore(folder).close()
  const made = new DatabaseSync(join(folder, DATABASE_FILE))
  t.after(() => made.close())
  const schema = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name'
  assert.deepEqual(made.prepare(schema).all(), migrated.prepare(schema).all())
  assert.ok(migrated.prepare(schema).all().length > 20)
})
