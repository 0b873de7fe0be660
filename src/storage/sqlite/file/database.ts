// Opens the one file in the data folder: exclusive, write-ahead log, every commit fsynced, schema migrated forward.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, StorageError, StoreDamagedError } from '../../../core/errors.ts'
import { ensureFolder } from '../../folder.ts'
import { keepPrivate, touchPrivate } from '../../private.ts'
import { createQuarantine, type Quarantine } from '../codec/quarantine.ts'
import { MIGRATIONS } from './migrations.ts'
import { NEWEST_SCHEMA } from './newest.ts'
import { TABLE_RULES } from './rules.ts'
import { versionOf } from './structure.ts'
import { sweep } from './sweep.ts'

export const DATABASE_FILE = 'slowburn.db'

/** Throws StorageError where the folder cannot be written, is in use, or is of a newer version. */
export function openDatabase(folder: string): { db: DatabaseSync; quarantine: Quarantine } {
  ensureFolder(folder)
  keepPrivate(folder)
  const file = join(folder, DATABASE_FILE)
  let db: DatabaseSync | null = null
  try {
    refuseInterrupted(folder, file)
    touchPrivate(file)
    db = new DatabaseSync(file, { timeout: 0 })
    // The exclusive lock is held until the process ends, however it ends: two processes never share a folder.
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    // Pages that retention empties can be given back; it takes effect on an empty file only.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL')
    // Whoever opened it writes the log into the file, and so knows of every write to it.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0')
    // A row may be set aside to which others refer; they are looked at after it.
    db.exec('PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE')
    const { said, version } = migrate(db, file)
    const quarantine = createQuarantine(db)
    if (said !== version) noteVersion(quarantine, { said, version })
    if (version > 0) sweep(db, TABLE_RULES, quarantine)
    quarantine.counts()
    db.exec('COMMIT; PRAGMA foreign_keys = ON')
    return { db, quarantine }
  } catch (cause) {
    db?.close()
    throw cause instanceof StorageError ? cause : explain(cause, file, 'Free some space, and start again')
  }
}

/** Whether that is why a database could not be opened. */
export function isInUse(error: unknown): boolean {
  return error instanceof StorageError && [5, 6].includes(codeOf(error.cause))
}

/** A restore that was killed halfway has left what it replaces, or what it brings, beside no database: a new one would hide them. */
function refuseInterrupted(folder: string, file: string): void {
  if (existsSync(file)) return
  const left = readdirSync(folder).filter(name => INTERRUPTED.test(name))
  if (left.length === 0) return
  const remedy = left.some(name => DAMAGED.test(name))
    ? 'one that was damaged was moved aside. Start slowburn, which keeps what can be read of it; '
    : 'a restore has not ended. Run slowburn restore again, or move what is in replaced-* back into the folder; '
  throw new StorageError(
    `data folder ${folder} holds no database, but ${left.join(' and ')}: ${remedy}to start afresh, move these away`,
  )
}

/** A folder with a database, or a log, that was damaged under a running process, and that nobody has read yet. */
export const DAMAGED = /^damaged-\w+$/
const INTERRUPTED = /^(?:(?:replaced|damaged)-\w+|restore-\w+\.new)$/

/** Of an error of SQLite; 0 of any other. */
export function codeOf(cause: unknown): number {
  return typeof cause === 'object' && cause !== null && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0
}

const CARRIES_ON = 'Free some space; nothing half-written was kept and slowburn carries on by itself'

/** Turns what SQLite says into what an operator can do; `onceFull`: where the disk is full. */
export function explain(cause: unknown, file: string, onceFull = CARRIES_ON): StorageError {
  const remedy: Record<number, string> = {
    5: 'another slowburn is using it. Stop that one, or give this one a data folder of its own (data.folder)',
    6: 'another slowburn is using it. Stop that one, or give this one a data folder of its own (data.folder)',
    8: 'it is read-only. Give this user the right to write it',
    10: 'the disk reports an error. Check the disk; nothing half-written was kept',
    11: 'it is damaged. Restore it from a backup, or move it away to start afresh',
    13: `the disk is full. ${onceFull}`,
    14: 'it cannot be opened. Check that the folder exists and that this user may write it',
    26: 'it is not a slowburn database. Move it away, or give another data folder (data.folder)',
  }
  const code = codeOf(cause)
  const message = `database ${file}: ${remedy[code] ?? messageOf(cause)}`
  return code === 11
    ? new StoreDamagedError('file', message, { cause })
    : new StorageError(message, { cause })
}

/** The tables say of which version they are, 0 where there are none; where the number beside them says another, it is put right. */
function migrate(db: DatabaseSync, file: string): { said: number; version: number } {
  const { user_version: said } = db.prepare('PRAGMA user_version').get() as { user_version: number }
  if (said > MIGRATIONS.length) {
    throw new StorageError(
      `database ${file} has schema version ${said}, this slowburn knows up to ${MIGRATIONS.length}. ` +
        'Run the newer slowburn, or give another data folder (data.folder)',
    )
  }
  const version = versionOf(db, said)
  if (version === null) {
    throw new StorageError(
      `database ${file}: its tables are those of no version of slowburn. ` +
        'Restore it from a backup (slowburn restore FOLDER --replace), or move it away to start afresh',
    )
  }
  for (const statements of version === 0 ? [NEWEST_SCHEMA] : MIGRATIONS.slice(version)) db.exec(statements)
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`)
  return { said, version }
}

function noteVersion(quarantine: Quarantine, { said, version }: { said: number; version: number }): void {
  const rule = {
    table: 'database',
    key: ['pragma'],
    columns: {},
    without: 'Nothing is lost: the tables say of which version they are.',
  }
  const fault = `user_version was ${said}, and the tables are those of version ${version}`
  quarantine.keep({ rule, row: { pragma: 'user_version', user_version: said }, fault, outcome: 'mended' })
}
