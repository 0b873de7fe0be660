// Puts a backup back into a data folder that no service runs on: verified first, whole or not at all, over nothing.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import type { Clock } from '../../core/clock.ts'
import { messageOf, StorageError } from '../../core/errors.ts'
import { ensureFolder } from '../../storage/folder.ts'
import { keepPrivate } from '../../storage/private.ts'
import { DATABASE_FILE, openDatabase } from '../../storage/sqlite/file/database.ts'
import { digestOf, MANIFEST_FILE } from './backup.ts'

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
  files: z.record(z.string().regex(/^[\w.-]+$/), z.object({ bytes: z.number(), sha256: z.string() })),
})

/** Throws StorageError with a remedy where the backup is damaged, or the folder is in use or not empty. */
export async function restoreBackup({ from, to, replace, clock }: RestoreOptions): Promise<Restored> {
  const manifest = readManifest(from)
  const files = Object.entries(manifest.files)
  for (const [name, expected] of files) await verify(join(from, name), expected)
  checkDatabase(join(from, DATABASE_FILE))
  ensureFolder(to)
  const aside = moveAside(
    to,
    files.map(([name]) => name),
    replace,
    clock,
  )
  for (const [name] of files) {
    copyFileSync(join(from, name), join(to, `${name}.new`))
    renameSync(join(to, `${name}.new`), join(to, name))
  }
  keepPrivate(to)
  // Opening it brings a database of an older version up to date, or says why it cannot be used.
  openDatabase(to).db.close()
  const bytes = files.reduce((sum, [, file]) => sum + file.bytes, 0)
  return { madeAt: manifest.made_at, files: files.length, bytes, aside }
}

function readManifest(folder: string): z.output<typeof manifestShape> {
  const file = join(folder, MANIFEST_FILE)
  try {
    return manifestShape.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new StorageError(
      `${folder} is no backup of slowburn: ${file} cannot be read (${messageOf(cause)})`,
      {
        cause,
      },
    )
  }
}

async function verify(file: string, expected: { bytes: number; sha256: string }): Promise<void> {
  const found = await digestOf(file).catch((cause: unknown) => {
    throw new StorageError(`${file} of the backup cannot be read: ${messageOf(cause)}`, { cause })
  })
  if (found.bytes === expected.bytes && found.sha256 === expected.sha256) return
  throw new StorageError(`${file} is not as it was backed up. Take another backup; nothing has been changed`)
}

function checkDatabase(file: string): void {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const row = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
    if (row.quick_check === 'ok') return
    throw new StorageError(
      `${file} is damaged: ${row.quick_check}. Take another backup; nothing has been changed`,
    )
  } finally {
    db.close()
  }
}

function moveAside(folder: string, names: readonly string[], replace: boolean, clock: Clock): string | null {
  const there = [...names, `${DATABASE_FILE}-wal`, `${DATABASE_FILE}-shm`].filter(name =>
    existsSync(join(folder, name)),
  )
  if (!there.includes(DATABASE_FILE)) return null
  if (!replace) {
    throw new StorageError(
      `${folder} holds a database already. Give another folder, or --replace to move it aside`,
    )
  }
  // A service that runs on it holds its lock.
  openDatabase(folder).db.close()
  const aside = join(folder, `replaced-${new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '')}`)
  mkdirSync(aside, { mode: 0o700 })
  for (const name of there) {
    if (existsSync(join(folder, name))) renameSync(join(folder, name), join(aside, name))
  }
  for (const left of [`${DATABASE_FILE}-wal`, `${DATABASE_FILE}-shm`])
    rmSync(join(folder, left), { force: true })
  return aside
}
