import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { explain } from '../../../../../src/storage/sqlite/file/database.ts'
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
