// What becomes of a database that somebody else has damaged under a running service: what can be kept of it is, and the rest stays beside it.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import { StorageError } from '../../core/errors.ts'
import { ensureFolder } from '../../storage/folder.ts'
import { keepPrivate } from '../../storage/private.ts'
import { createQuarantine } from '../../storage/sqlite/codec/quarantine.ts'
import { DAMAGED, DATABASE_FILE, openDatabase } from '../../storage/sqlite/file/database.ts'
import { inspectDatabase } from '../../storage/sqlite/file/inspect.ts'
import { type Salvaged, salvage } from '../../storage/sqlite/file/salvage.ts'
import type { Store } from '../../storage/store.ts'
import { stampOf, syncFile } from './disk.ts'
import { giveToOwnerOf } from './owner.ts'
import { type Swap, swapIn } from './swap.ts'

const LOG_FILE = `${DATABASE_FILE}-wal`
/** A log that is not of the database beside it: pages of both together would be neither. */
const FOREIGN_LOG = `${LOG_FILE}.foreign`
/** The log first: where the process is killed between the two, the next start says that the log is lost, and does not read without it. */
const FILES = [LOG_FILE, `${DATABASE_FILE}-shm`, DATABASE_FILE]
/** Folders of what was damaged or replaced: with so many something damages it again and again. */
const MOST_ASIDE = 5

export interface Place {
  folder: string
  clock: Clock
}

/**
 * Puts what an open store holds back into its folder, from which it was removed; what lies there instead is moved aside. Throws StorageError
 * where another service runs on that, or the disk does not take it: then everything is where it was.
 */
export async function putBack(store: Pick<Store, 'backup'>, { folder, clock }: Place): Promise<void> {
  ensureFolder(folder)
  keepPrivate(folder)
  refuseMany(folder)
  const stamp = stampOf(clock.now())
  const stage = join(folder, `restore-${stamp}.new`)
  try {
    mkdirSync(stage, { mode: 0o700 })
    await store.backup(join(stage, DATABASE_FILE))
    noteIn(stage, {
      file: join(folder, DATABASE_FILE),
      fault: 'it was removed or replaced while slowburn was running, and was put back',
      outcome: 'mended',
      without: 'Nothing is lost.',
    })
    syncFile(join(stage, DATABASE_FILE))
    giveToOwnerOf(folder, [stage])
    if (inspectDatabase(folder).state === 'in use')
      throw new StorageError(`another slowburn runs on ${folder} by now. Stop one of them`)
    swap(folder, { stage, incoming: [DATABASE_FILE], aside: join(folder, `replaced-${stamp}`) })
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/**
 * For the next start, which keeps what can be read of it. Throws StorageError where that was done too often, or the disk has no space for
 * what is kept: that start would end at once, and nobody would say any more what is wrong.
 */
export function moveAside({ folder, clock }: Place): void {
  refuseMany(folder)
  refuseFull(folder)
  swap(folder, { stage: folder, incoming: [], aside: join(folder, `damaged-${stampOf(clock.now())}`) })
}

/** The same where another database was written over it: that is read as it was, without the log. */
export function moveOverwrittenAside({ folder, clock }: Place): void {
  refuseMany(folder)
  refuseFull(folder)
  const aside = join(folder, `damaged-${stampOf(clock.now())}`)
  swap(folder, { stage: folder, incoming: [], aside, renamed: { [LOG_FILE]: FOREIGN_LOG } })
}

/** For whoever wants to know what was lost; the next start says so, and goes on from what is whole of the log. */
export function copyLogAside({ folder, clock }: Place): void {
  refuseMany(folder)
  const aside = join(folder, `damaged-${stampOf(clock.now())}`)
  mkdirSync(aside, { mode: 0o700 })
  copyFileSync(join(folder, LOG_FILE), join(aside, LOG_FILE))
}

export interface Rescued {
  /** Where what was damaged lies now. */
  aside: string
  /** Null: the log alone was damaged. */
  salvaged: Salvaged | null
}

/** To be called before the store of a folder is opened. Null: nothing was damaged. */
export function rescue(folder: string): Rescued | null {
  const names = existsSync(folder) ? readdirSync(folder) : []
  const name = names
    .filter(one => DAMAGED.test(one))
    .toSorted()
    .at(-1)
  if (name === undefined) return null
  const [damaged, aside] = [join(folder, name), join(folder, name.replace('damaged', 'replaced'))]
  const isLogAlone = !existsSync(join(damaged, DATABASE_FILE))
  // Where there is one, it was killed after it had put it there.
  const isDone = existsSync(join(folder, DATABASE_FILE))
  if (isLogAlone) noteIn(folder, lostLog(join(aside, LOG_FILE)))
  const salvaged = isLogAlone || isDone ? null : salvageFrom(damaged, folder, aside)
  renameSync(damaged, aside)
  return { aside, salvaged }
}

function salvageFrom(damaged: string, folder: string, aside: string): Salvaged {
  const stage = `${damaged}.new`
  rmSync(stage, { recursive: true, force: true })
  mkdirSync(stage, { mode: 0o700 })
  try {
    const salvaged = salvage(join(damaged, DATABASE_FILE), join(stage, DATABASE_FILE))
    const note = existsSync(join(damaged, FOREIGN_LOG)) ? overwrittenNote : salvagedNote
    noteIn(stage, note(salvaged, join(aside, DATABASE_FILE)))
    syncFile(join(stage, DATABASE_FILE))
    giveToOwnerOf(folder, [stage])
    swap(folder, { stage, incoming: [DATABASE_FILE], aside: `${aside}log` })
    return salvaged
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

function salvagedNote({ torn, rereads }: Salvaged, file: string): Note {
  const fault = 'it was damaged while slowburn was running, or the disk has lost a part of it'
  if (torn.length === 0) return { file, fault, outcome: 'mended', without: 'Every row could be read.' }
  const again = rereads
    ? ' Sources are read again from their beginning; what was sent to slowburn since then is lost.'
    : ''
  return { file, fault, outcome: 'set aside', without: `Not read whole: ${torn.join(', ')}.${again}` }
}

function overwrittenNote({ torn }: Salvaged, file: string): Note {
  return {
    file,
    fault: 'another database was written over it while slowburn was running, as an older copy of it',
    outcome: 'set aside',
    without:
      'What was sent to slowburn and what people did since that was made is lost; databases and files are read again from where it stands.' +
      (torn.length === 0 ? '' : ` Of that, not read whole: ${torn.join(', ')}.`),
  }
}

function lostLog(file: string): Note {
  return {
    file,
    fault: 'the write-ahead log was written to by another while slowburn was running',
    outcome: 'set aside',
    without:
      'What was sent to slowburn and what people did in the minutes before is lost; its sources are read again from there.',
  }
}

function swap(folder: string, where: Pick<Swap, 'stage' | 'incoming' | 'aside' | 'renamed'>): void {
  const outgoing = FILES.filter(name => existsSync(join(folder, name)))
  swapIn({ folder, outgoing, ...where })
}

function refuseMany(folder: string): void {
  const aside = readdirSync(folder).filter(name => /^(?:replaced|damaged)-/.test(name))
  if (aside.length < MOST_ASIDE) return
  throw new StorageError(
    `${folder} holds ${aside.length} databases that were damaged or replaced before. Find out who does that, move them away, and start slowburn again`,
  )
}

function refuseFull(folder: string): void {
  const { bavail, bsize } = statfsSync(folder)
  const [free, needed] = [bavail * bsize, FILES.reduce((sum, name) => sum + sizeOf(join(folder, name)), 0)]
  if (free >= needed) return
  throw new StorageError(
    `the disk is full: what can be kept of ${join(folder, DATABASE_FILE)} takes up to ${inMegabytes(needed)} beside it, and ${inMegabytes(free)} are free. Free some space; slowburn then goes on by itself`,
  )
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}

interface Note {
  file: string
  fault: string
  outcome: 'mended' | 'set aside'
  without: string
}

function noteIn(folder: string, { file, fault, outcome, without }: Note): void {
  const { db } = openDatabase(folder)
  try {
    const rule = { table: 'database', key: ['file'], columns: {}, without }
    createQuarantine(db).keep({ rule, row: { file }, fault, outcome })
  } finally {
    db.close()
  }
}
