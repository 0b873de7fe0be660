// Copies a database that is somebody else's, while they write to it: its files are read, and nothing else is done to them. SQLite is
// not asked, for it would want a lock that the service holds, and without one it may write.
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { messageOf, StorageError } from '../../../core/errors.ts'
import { ensureFolder } from '../../folder.ts'
import { DATABASE_FILE } from './database.ts'
import { inspectDatabase } from './inspect.ts'

/** The log is written into the database every two megabytes: it is seldom met twice. */
const MOST_TRIES = 20
/** Real milliseconds. */
const BETWEEN = 250

const LOG_HEADER = 32

/**
 * Copies the database of `folder` into `to`, as it was at one moment between two commits. Throws StorageError where there is none, where
 * it cannot be read, or is of a newer version.
 */
export async function copyDatabase(folder: string, to: string): Promise<void> {
  const file = join(folder, DATABASE_FILE)
  refuseUnreadable(folder, file)
  ensureFolder(to)
  let why =
    'it is written all the time, as while a history is read. Try again later, or give a backup (slowburn backup)'
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (tries > 0) await wait(BETWEEN)
    if (!(await copyOnce(file, join(to, DATABASE_FILE)))) continue
    const found = inspectDatabase(to)
    if (found.state === 'whole') return
    if (found.state === 'unusable') why = `it ${found.why}. ${found.remedy}`
    // A copy that is torn is made again; what is so of the database itself stays so.
    if (tries > 2 && found.state === 'unusable') break
  }
  throw new StorageError(`database ${file} cannot be copied: ${why}`)
}

function refuseUnreadable(folder: string, file: string): void {
  try {
    accessSync(file, constants.R_OK)
  } catch (cause) {
    throw new StorageError(
      /ENOENT|ENOTDIR/.test(messageOf(cause))
        ? `${folder} holds no ${DATABASE_FILE}. Give the data folder of a slowburn that has run, or a backup of one`
        : `database ${file} cannot be read: ${messageOf(cause)}. Run this as the user of the service, or give a backup`,
      { cause },
    )
  }
}

/** Whether nothing was written to the database meanwhile: what was added to its log then counts up to its last whole commit. */
async function copyOnce(file: string, to: string): Promise<boolean> {
  try {
    const before = stateOf(file)
    await copyFile(file, to, constants.COPYFILE_FICLONE)
    await rm(logOf(to), { force: true })
    if (existsSync(logOf(file))) await copyFile(logOf(file), logOf(to))
    return stateOf(file) === before
  } catch (cause) {
    // A service that ends takes its log away between two looks.
    if (/ENOENT/.test(messageOf(cause)) && existsSync(file)) return false
    throw new StorageError(`database ${file} cannot be copied to ${to}: ${messageOf(cause)}`, { cause })
  }
}

/** Another after each write to the database itself, and once its log begins anew. */
function stateOf(file: string): string {
  const { dev, ino, size, mtimeNs } = statSync(file, { bigint: true })
  const log = existsSync(logOf(file)) ? readFileSync(logOf(file)).subarray(0, LOG_HEADER).toString('hex') : ''
  return [dev, ino, size, mtimeNs, log].join(' ')
}

function logOf(file: string): string {
  return `${file}-wal`
}
