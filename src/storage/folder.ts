// Makes the data folder, readable by its owner alone, and proves that it can be written.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, StorageError } from '../core/errors.ts'

/** Throws StorageError with a remedy where the folder cannot be made or written. */
export function ensureFolder(folder: string): void {
  try {
    make(folder)
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new StorageError(
      `data folder ${folder} cannot be written: ${messageOf(cause)}. Give a folder that this user may write (data.folder)`,
      { cause },
    )
  }
}

/** Level by level: Node's own recursion never ends where a parent exists but takes no children, as in /proc. */
function make(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) make(parent)
  mkdirSync(folder, { mode: 0o700 })
}
