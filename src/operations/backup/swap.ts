// Renames files into a folder over those that are there, which are moved aside: all of them, or none.
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, StorageError } from '../../core/errors.ts'

export interface Swap {
  folder: string
  /** Where the files are that come in; on the same disk. */
  stage: string
  incoming: readonly string[]
  /** Where the files go that are in the folder; it must not be there yet. */
  aside: string
  outgoing: readonly string[]
  /** Names under which some of them lie there. */
  renamed?: Readonly<Record<string, string>>
}

/** Throws StorageError, and everything is where it was; where even that fails it says where what is. */
export function swapIn({ folder, stage, incoming, aside, outgoing, renamed = {} }: Swap): void {
  const moved: Array<{ from: string; to: string }> = []
  const move = (from: string, to: string): void => {
    renameSync(from, to)
    moved.push({ from, to })
  }
  try {
    if (outgoing.length > 0) mkdirSync(aside, { mode: 0o700 })
    for (const name of outgoing) move(join(folder, name), join(aside, renamed[name] ?? name))
    for (const name of incoming) move(join(stage, name), join(folder, name))
    syncFolder(folder)
  } catch (cause) {
    const why = `${folder} cannot be changed: ${messageOf(cause)}`
    const left = moved.toReversed().flatMap(undone)
    if (left.length > 0) throw new StorageError(`${why}. Move back by hand: ${left.join('; ')}`, { cause })
    if (outgoing.length > 0) removeEmpty(aside)
    throw new StorageError(`${why}. What was there before is there still`, { cause })
  }
}

/** What to do by hand where it cannot be moved back. */
function undone({ from, to }: { from: string; to: string }): string[] {
  try {
    renameSync(to, from)
    return []
  } catch {
    return [`${to} to ${from}`]
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // It was never made, or somebody else has put something into it.
  }
}

/** A rename is on the disk once its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
