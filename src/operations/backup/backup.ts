// Copies what cannot be made again, while the service runs: the database, and the key by which links in emails are signed.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { Store } from '../../storage/store.ts'
import { type Backup, type Backups, refused } from '../operations.ts'
import { faultOf, stampOf, syncFile } from './disk.ts'

/** In the data folder: each backup is a folder in it, named after its moment. */
const BACKUPS_FOLDER = 'backups'
/** Ends the name of one that is not whole yet. */
const PART = '.part'
export const MANIFEST_FILE = 'manifest.json'

export interface Manifest {
  made_at: string
  slowburn: string
  files: Readonly<Record<string, { bytes: number; sha256: string }>>
}

export interface BackupDeps {
  store: Pick<Store, 'backup' | 'history'>
  folder: string
  /** Files of the data folder that belong to it beside the database. */
  secrets: readonly string[]
  version: string
  clock: Clock
  log: Logger
}

/** Of those that are done, so many are remembered for whoever asks; all stay in the folder. */
const REMEMBERED = 20

export function createBackups(deps: BackupDeps): Backups {
  const known = new Map<string, Backup>()
  return {
    start(by) {
      if ([...known.values()].some(({ state }) => state === 'running')) {
        return refused('state', 'a backup is running already')
      }
      const startedAt = deps.clock.now()
      const name = stampOf(startedAt)
      const folder = join(deps.folder, BACKUPS_FOLDER, name)
      const begun: Backup = { name, folder, by, startedAt, state: 'running', bytes: 0, fault: null }
      known.set(name, begun)
      void make(begun, deps).then(done => {
        known.set(name, done)
        const oldest = [...known.keys()].slice(0, -REMEMBERED)
        for (const one of oldest) known.delete(one)
      })
      return { done: true, changed: true, backup: begun }
    },
    get: name => known.get(name) ?? null,
  }
}

/** Whole or not at all: the folder has its name once everything in it is on the disk. */
async function make(
  begun: Backup,
  { store, folder, secrets, version, clock, log }: BackupDeps,
): Promise<Backup> {
  const part = `${begun.folder}${PART}`
  try {
    await clearParts(join(folder, BACKUPS_FOLDER))
    await mkdir(part, { recursive: true, mode: 0o700 })
    await store.backup(join(part, 'slowburn.db'))
    for (const name of secrets) await copyFile(join(folder, name), join(part, name))
    const files: Record<string, { bytes: number; sha256: string }> = {}
    for (const name of ['slowburn.db', ...secrets]) files[name] = await digestOf(join(part, name))
    const manifest: Manifest = { made_at: new Date(begun.startedAt).toISOString(), slowburn: version, files }
    await writeFile(join(part, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
    for (const name of [...Object.keys(files), MANIFEST_FILE]) syncFile(join(part, name))
    await rename(part, begun.folder)
    const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0)
    store.history.add({
      at: clock.now(),
      actor: begun.by,
      action: 'backed up',
      episodeId: null,
      detail: begun.name,
    })
    log.info('backup made', { folder: begun.folder, bytes, by: begun.by })
    return { ...begun, state: 'done', bytes }
  } catch (cause) {
    const fault = faultOf(cause)
    log.error('backup failed', { backup: begun.name, error: fault })
    await rm(part, { recursive: true, force: true }).catch(() => undefined)
    return { ...begun, state: 'failed', fault }
  }
}

/** One is made at a time: what another has left half done is of a process that was killed. */
async function clearParts(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter(one => one.endsWith(PART)))
    await rm(join(folder, name), { recursive: true, force: true })
}

/** Size and digest of a file, read as a stream. */
export async function digestOf(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') }
}
