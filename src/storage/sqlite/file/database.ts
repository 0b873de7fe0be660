// Opens the one file in the data folder: exclusive, write-ahead log, every commit fsynced, schema migrated forward.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, StorageError } from '../../../core/errors.ts'
import { ensureFolder } from '../../folder.ts'
import { keepPrivate, touchPrivate } from '../../private.ts'
import { MIGRATIONS } from './migrations.ts'

export const DATABASE_FILE = 'slowburn.db'

/** Throws StorageError where the folder cannot be written, is in use, or is of a newer version. */
export function openDatabase(folder: string): DatabaseSync {
  ensureFolder(folder)
  keepPrivate(folder)
  const file = join(folder, DATABASE_FILE)
  let db: DatabaseSync | null = null
  try {
    touchPrivate(file)
    db = new DatabaseSync(file, { timeout: 0 })
    // The exclusive lock is held until the process ends, however it ends: two processes never share a folder.
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    // Pages that retention empties can be given back; it takes effect on an empty file only.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL')
    // Whoever opened it writes the log into the file, and so knows of every write to it.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0')
    db.exec('PRAGMA foreign_keys = ON; BEGIN IMMEDIATE')
    migrate(db, file)
    db.exec('COMMIT')
    return db
  } catch (cause) {
    db?.close()
    throw cause instanceof StorageError ? cause : explain(cause, file)
  }
}

/** Turns what SQLite says into what an operator can do. */
export function explain(cause: unknown, file: string): StorageError {
  const code =
    typeof cause === 'object' && cause !== null && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0
  const remedy: Record<number, string> = {
    5: 'another slowburn is using it. Stop that one, or give this one a data folder of its own (data.folder)',
    6: 'another slowburn is using it. Stop that one, or give this one a data folder of its own (data.folder)',
    8: 'it is read-only. Give this user the right to write it',
    10: 'the disk reports an error. Check the disk; nothing half-written was kept',
    11: 'it is damaged. Restore it from a backup, or move it away to start afresh',
    13: 'the disk is full. Free some space; nothing half-written was kept and slowburn carries on by itself',
    14: 'it cannot be opened. Check that the folder exists and that this user may write it',
    26: 'it is not a slowburn database. Move it away, or give another data folder (data.folder)',
  }
  return new StorageError(`database ${file}: ${remedy[code] ?? messageOf(cause)}`, { cause })
}

function migrate(db: DatabaseSync, file: string): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number }
  const version = row.user_version
  if (version > MIGRATIONS.length) {
    throw new StorageError(
      `database ${file} has schema version ${version}, this slowburn knows up to ${MIGRATIONS.length}. ` +
        'Run the newer slowburn, or give another data folder (data.folder)',
    )
  }
  for (const statements of MIGRATIONS.slice(version)) db.exec(statements)
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`)
}
