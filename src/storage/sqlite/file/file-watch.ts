// Notices that the database's files were removed, replaced or damaged under a running process: the system goes on as if
// nothing had happened, and everything that is committed then is lost.
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { StoreDamagedError } from '../../../core/errors.ts'
import { ROUNDING_MS, watchLog } from './log-watch.ts'

export interface FileWatch {
  /**
   * Throws StorageError where the files are not the ones that were opened, do not begin as they did, or the log is shorter than it was.
   * Some microseconds.
   */
  present(): void
  /** The same, and where the file is shorter than it says, or either was damaged by another. */
  sound(): void
  /** The same of every page, whoever wrote it: some tenths of a second for each 100 MB. */
  whole(): void
  /** The same of the beginning of the file and of all of the log. Call it before the log is copied into the database. */
  logSound(): void
  /** Call it after every write to the database file itself, also one that failed: any other is somebody else's. */
  written(): void
  /** Call it once all of the log was copied. */
  logCopied(): void
  /** Call one of them after every transaction. */
  committed(): void
  rolledBack(): void
  /** Bytes of the write-ahead log. */
  logSize(): number
  /** Call it once the database is closed. */
  close(): void
}

const MAGIC = Buffer.from('SQLite format 3\0')
const HEADER = 100

/** `fault` reads the whole file anew and says what is wrong in it; null: nothing. */
export function watchFiles(file: string, fault: () => string | null): FileWatch {
  // Kept open: closing any handle of a file gives up every lock that this process holds on it (fcntl), SQLite's too.
  const handle = openSync(file, 'r')
  const files = [file, `${file}-wal`].map(path => ({ path, opened: identityOf(path) }))
  const log = watchLog(`${file}-wal`)
  let written = fstatSync(handle)
  let header = headerOf(handle)
  let damage: StoreDamagedError | null = null
  const refuse = (found: string | null, error: (found: string) => StoreDamagedError): void => {
    if (found === null) return
    damage = error(found)
    throw damage
  }
  const logDamaged = (found: string): StoreDamagedError => damagedLog(`${file}-wal`, found)
  const begun = (): void => {
    const found = headerOf(handle)
    refuse(magicFault(found), text => damaged(file, text))
    if (!found.equals(header)) refuse('another database was written over it', text => overwritten(file, text))
  }
  const present = (): void => {
    if (damage !== null) throw damage
    for (const { path, opened } of files) {
      if (opened !== null && identityOf(path) !== opened) throw gone(path)
    }
    begun()
    refuse(log.cut(), logDamaged)
  }
  const sound = (isWhole: boolean): void => {
    present()
    refuse(log.fault(), logDamaged)
    const before = written
    written = fstatSync(handle)
    const isOurs = Math.abs(written.mtimeMs - before.mtimeMs) <= ROUNDING_MS
    const fails = sizeFault(handle, before.size, log.size() === 0) ?? (isOurs && !isWhole ? null : fault())
    refuse(fails, text => damaged(file, text))
  }
  return {
    present,
    sound: () => sound(false),
    whole: () => sound(true),
    logSound: () => {
      if (damage !== null) throw damage
      begun()
      refuse(log.wholeFault(), logDamaged)
    },
    written: () => {
      written = fstatSync(handle)
      header = headerOf(handle)
    },
    logCopied: log.emptied.bind(log),
    committed: log.committed.bind(log),
    rolledBack: log.rolledBack.bind(log),
    logSize: log.size.bind(log),
    close: () => {
      closeSync(handle)
      log.close()
    },
  }
}

/** Which file it is; null where there is none. */
function identityOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? null : `${found.dev}:${found.ino}`
}

function headerOf(handle: number): Buffer {
  const header = Buffer.alloc(HEADER)
  return header.subarray(0, readSync(handle, header, 0, HEADER, 0))
}

function magicFault(header: Buffer): string | null {
  return header.length === HEADER && header.subarray(0, MAGIC.length).equals(MAGIC)
    ? null
    : 'it does not begin as a database does'
}

/**
 * The header of a SQLite file: the size of a page at 16, the number of pages at 28. So many there are only where no page is in the
 * log alone: a copy of the log that met a full disk may have brought the header and not the rest.
 */
function sizeFault(handle: number, least: number, isAll: boolean): string | null {
  const header = headerOf(handle)
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
  const pages = isAll ? header.readUInt32BE(28) : 0
  const should = Math.max(least, pageSize * pages)
  const { size } = fstatSync(handle)
  return size < should ? `it has ${size} bytes of ${should}` : null
}

function gone(path: string): StoreDamagedError {
  return new StoreDamagedError(
    'gone',
    `database ${path}: it was removed or replaced while slowburn is running, and nothing can be kept. What was in it slowburn has until it ` +
      'ends: in half a minute it puts that back and starts anew. Where it does not: slowburn backup --to FOLDER, stop slowburn, slowburn ' +
      'restore FOLDER --replace, and start again',
  )
}

function damaged(file: string, fault: string): StoreDamagedError {
  return new StoreDamagedError(
    'file',
    `database ${file}: it is damaged (${fault}). In half a minute slowburn moves it aside, starts anew and keeps what can be read of it. ` +
      'Where it does not: stop slowburn, restore the file from a backup or move it away, and start again',
  )
}

function overwritten(file: string, fault: string): StoreDamagedError {
  return new StoreDamagedError(
    'overwritten',
    `database ${file}: it is damaged (${fault}, as an older copy of it). In half a minute slowburn moves it aside, starts anew and goes on ` +
      'from what that holds; what was sent to slowburn since then is lost. Where it does not: stop slowburn, restore the file from a ' +
      'backup or move it away, and start again',
  )
}

function damagedLog(path: string, fault: string): StoreDamagedError {
  return new StoreDamagedError(
    'log',
    `database ${path}: it was written to by another while slowburn is running (${fault}), and nothing more can be kept. In half a minute ` +
      'slowburn starts anew, or start it again: it goes on from what is whole, and reads its sources again from there; what it was sent ' +
      'since then is lost',
  )
}
