// Puts a backup back into a data folder that no service runs on: tried beside what is there first, whole or not at all.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { Clock } from '../../core/clock.ts'
import { messageOf, StorageError } from '../../core/errors.ts'
import { ensureFolder } from '../../storage/folder.ts'
import { keepPrivate } from '../../storage/private.ts'
import { DATABASE_FILE, isInUse, openDatabase } from '../../storage/sqlite/file/database.ts'
import { inspectDatabase } from '../../storage/sqlite/file/inspect.ts'
import { digestOf, MANIFEST_FILE } from './backup.ts'
import { faultOf, stampOf, syncFile } from './disk.ts'
import { giveToOwnerOf } from './owner.ts'
import { swapIn } from './swap.ts'

const UNCHANGED = 'nothing has been changed'

export interface RestoreOptions {
  /** The folder that a backup has made. */
  from: string
  /** The data folder. */
  to: string
  /** Moves what is in the data folder aside; otherwise it must hold no database. */
  replace: boolean
  clock: Clock
}

export interface Restored {
  madeAt: string
  files: number
  bytes: number
  /** Where what was there before has been moved to; null where there was nothing. */
  aside: string | null
}

const manifestShape = z.object({
  made_at: z.string(),
  files: z
    .record(z.string().regex(/^[\w.-]+$/), z.object({ bytes: z.number(), sha256: z.string() }))
    .refine(files => Object.hasOwn(files, DATABASE_FILE), `it names no ${DATABASE_FILE}`),
})

/**
 * Throws StorageError with a remedy where the backup is damaged or of a newer version, the disk is full, or the folder is in
 * use or not empty: then everything is where it was. The copy is tried as a database before anything is moved.
 */
export async function restoreBackup({ from, to, replace, clock }: RestoreOptions): Promise<Restored> {
  const manifest = readManifest(from)
  const files = Object.entries(manifest.files)
  ensureFolder(to)
  keepPrivate(to)
  const outgoing = inTheWay(to, Object.keys(manifest.files), replace)
  const stamp = stampOf(clock.now())
  const stage = join(to, `restore-${stamp}.new`)
  const aside = join(to, `replaced-${stamp}`)
  try {
    clearStages(to)
    mkdirSync(stage, { mode: 0o700 })
    for (const [name, expected] of files) await take(join(from, name), join(stage, name), expected)
    tryDatabase(stage, from)
    for (const [name] of files) syncFile(join(stage, name))
    giveToOwnerOf(to, [stage])
    swapIn({ folder: to, stage, incoming: files.map(([name]) => name), aside, outgoing })
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
  if (outgoing.length > 0) giveToOwnerOf(to, [aside])
  const bytes = files.reduce((sum, [, file]) => sum + file.bytes, 0)
  return { madeAt: manifest.made_at, files: files.length, bytes, aside: outgoing.length > 0 ? aside : null }
}

function readManifest(folder: string): z.output<typeof manifestShape> {
  const file = join(folder, MANIFEST_FILE)
  try {
    return manifestShape.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    const message = `${folder} is no backup of slowburn: ${file} cannot be read (${messageOf(cause)})`
    throw new StorageError(message, { cause })
  }
}

/** Of restores that were killed; what they had moved aside stays. */
function clearStages(folder: string): void {
  for (const name of readdirSync(folder).filter(one => /^restore-\w+\.new$/.test(one)))
    rmSync(join(folder, name), { recursive: true })
}

/** Copies a file, and verifies what has come to be there. */
async function take(file: string, copy: string, expected: { bytes: number; sha256: string }): Promise<void> {
  try {
    copyFileSync(file, copy)
  } catch (cause) {
    throw new StorageError(`${file} of the backup cannot be copied: ${faultOf(cause)}; ${UNCHANGED}`, {
      cause,
    })
  }
  const found = await digestOf(copy)
  if (found.bytes === expected.bytes && found.sha256 === expected.sha256) return
  throw new StorageError(`${file} is not as it was backed up. Take another backup; ${UNCHANGED}`)
}

/** Opening it brings a database of an older version up to date, or says why it cannot be used. */
function tryDatabase(stage: string, from: string): void {
  const found = inspectDatabase(stage)
  if (found.state === 'unusable') {
    throw new StorageError(`${join(from, DATABASE_FILE)} ${found.why}. ${found.remedy}; ${UNCHANGED}`)
  }
  try {
    openDatabase(stage).db.close()
  } catch (cause) {
    throw new StorageError(`the backup cannot be used: ${messageOf(cause)}; ${UNCHANGED}`, { cause })
  }
  if (existsSync(join(stage, `${DATABASE_FILE}-wal`)))
    throw new StorageError(`the copy of the backup could not be written whole; ${UNCHANGED}`)
}

/** Names of files in the folder that the restored ones would meet. */
function inTheWay(folder: string, names: readonly string[], replace: boolean): string[] {
  if (existsSync(join(folder, DATABASE_FILE))) {
    if (!replace) {
      throw new StorageError(
        `${folder} holds a database already. Give another folder, or --replace to move it aside`,
      )
    }
    settle(folder)
  }
  // Those of a log without a database as well: it would be taken for that of the new one.
  return [...names, `${DATABASE_FILE}-wal`, `${DATABASE_FILE}-shm`].filter(name =>
    existsSync(join(folder, name)),
  )
}

/** A service that runs on it holds its lock. Whether it can be used otherwise does not matter: it may be why it is replaced. */
function settle(folder: string): void {
  try {
    openDatabase(folder).db.close()
  } catch (error) {
    if (isInUse(error)) throw error
  }
}
