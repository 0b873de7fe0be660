// Gives what root has put into somebody's folder to whom the folder belongs: a service of that user must be able to use it.
import { lchownSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Of everything at and below the paths, owner and group become those of the folder. Does nothing for any other user than root. */
export function giveToOwnerOf(folder: string, paths: readonly string[]): void {
  if (process.geteuid?.() !== 0) return
  const { uid, gid } = statSync(folder)
  for (const path of paths) giveTo(path, uid, gid)
}

function giveTo(path: string, uid: number, gid: number): void {
  lchownSync(path, uid, gid)
  if (!lstatSync(path).isDirectory()) return
  for (const name of readdirSync(path)) giveTo(join(path, name), uid, gid)
}
