// Moves a backup from the data folder to where it was asked for, which may be another disk: whole, or it is nowhere.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf } from '../../core/errors.ts'
import { faultOf, syncFile } from './disk.ts'

/** Why a backup cannot come to be at `to`, before it is made; null: nothing is known that speaks against it. */
export function targetFault(to: string): string | null {
  if (existsSync(to)) return `${to} is there already. Give another folder`
  const parent = dirname(to)
  if (!existsSync(parent)) return `${parent} is not there. Make it first, or mount its disk`
  return statSync(parent).isDirectory() ? null : `${parent} is no folder. Give another one`
}

/** Throws an Error that says why it could not be moved; it is then neither here nor there. */
export function moveBackup(from: string, to: string): void {
  const part = `${to}.part`
  try {
    rmSync(part, { recursive: true, force: true })
    if (renamed(from, to)) return
    mkdirSync(part, { mode: 0o700 })
    for (const name of readdirSync(from)) {
      copyFileSync(join(from, name), join(part, name))
      syncFile(join(part, name))
    }
    renameSync(part, to)
  } catch (cause) {
    rmSync(part, { recursive: true, force: true })
    const left = removed(from) ? 'it was removed again' : `it is still in ${from}`
    throw new Error(`the backup cannot be moved to ${to}, ${left}: ${faultOf(cause)}`, { cause })
  }
  if (!removed(from))
    throw new Error(`the backup is in ${to}, and what it was copied from cannot be removed: ${from}`)
}

/** False where it is on another disk. */
function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch (cause) {
    if (/EXDEV/.test(messageOf(cause))) return false
    throw cause
  }
}

function removed(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true })
    return true
  } catch {
    return false
  }
}
