import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { DATABASE_FILE, openDatabase } from '../../../../../src/storage/sqlite/file/database.ts'
import { inspectDatabase } from '../../../../../src/storage/sqlite/file/inspect.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

test('what is not there, in use, whole, newer or no database is told apart', t => {
  const folder = temporaryFolder(t)
  assert.deepEqual(inspectDatabase(folder), { state: 'absent' })
  const { db } = openDatabase(folder)
  assert.deepEqual(inspectDatabase(folder), { state: 'in use' })
  db.close()
  const whole = inspectDatabase(folder)
  assert.ok(whole.state === 'whole' && whole.outbox.dead === 0)
  const file = join(folder, DATABASE_FILE)
  const raw = new DatabaseSync(file)
  raw.exec('PRAGMA user_version = 999')
  raw.close()
  const newer = inspectDatabase(folder)
  assert.ok(newer.state === 'unusable' && /version 999/.test(newer.why))
  writeFileSync(
    file,
    'no database at all, but longer than a header of one would be, and so on and so forth'.repeat(9),
  )
  const other = inspectDatabase(folder)
  assert.ok(other.state === 'unusable' && /not a database/.test(other.why))
})

test('a database of an older version is whole: it is the next start that takes it over', t => {
  const folder = temporaryFolder(t)
  const old = new DatabaseSync(join(folder, DATABASE_FILE))
  old.exec(readFileSync(new URL('../../../../golden/storage/schema-2.sql', import.meta.url), 'utf8'))
  old.exec('PRAGMA user_version = 2')
  old.close()
  const found = inspectDatabase(folder)
  assert.ok(found.state === 'whole', JSON.stringify(found))
  assert.deepEqual([found.version, found.unusable], [2, []])
})
