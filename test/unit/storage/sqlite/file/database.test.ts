import assert from 'node:assert/strict'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { explain, isInUse, openDatabase } from '../../../../../src/storage/sqlite/file/database.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

test('a full disk says so, and keeps nothing half-written', t => {
  const file = join(temporaryFolder(t), 'slowburn.db')
  const db = new DatabaseSync(file)
  t.after(() => db.close())
  db.exec('CREATE TABLE rows (text TEXT); PRAGMA max_page_count = 8; BEGIN')
  const insert = db.prepare('INSERT INTO rows VALUES (?)')
  let said: Error | null = null
  try {
    for (let i = 0; i < 100; i++) insert.run('x'.repeat(4000))
  } catch (cause) {
    said = explain(cause, file)
    if (db.isTransaction) db.exec('ROLLBACK')
  }
  assert.match(said?.message ?? '', /the disk is full\. Free some space/)
  assert.equal((db.prepare('SELECT count(*) AS n FROM rows').get() as { n: number }).n, 0)
})

test('a folder in which a restore has not ended gets no new database', t => {
  for (const left of ['replaced-20260101T000000Z', 'restore-20260101T000000Z.new']) {
    const folder = temporaryFolder(t)
    mkdirSync(join(folder, left))
    assert.throws(
      () => openDatabase(folder),
      new RegExp(`holds no database, but ${left}: a restore has not ended\\. Run slowburn restore again`),
    )
    assert.equal(existsSync(join(folder, 'slowburn.db')), false)
    rmSync(join(folder, left), { recursive: true })
    openDatabase(folder).db.close()
  }
})

test('a database that another uses is told from one that cannot be used', t => {
  const folder = temporaryFolder(t)
  const { db } = openDatabase(folder)
  t.after(() => db.close())
  assert.throws(() => openDatabase(folder), isInUse)
  assert.equal(isInUse(explain({ errcode: 11 }, 'file')), false)
})
