// The files that a source of JSON Lines follows, the one that changed longest ago first: so a rotated one is read to its end.
import { glob, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SourceError } from '../../core/errors.ts'

export interface Found {
  path: string
  /** Path, size and time of change: as long as it is the same nothing was written. */
  state: string
}

/** Throws SourceError where a pattern leads to no file: nothing can be seen then, which is not quiet. */
export async function filesOf(patterns: readonly string[]): Promise<Found[]> {
  const found = new Map<string, Found & { changed: number }>()
  for (const pattern of patterns) {
    const files = await matching(pattern)
    if (files.length === 0) throw new SourceError(`no file is at ${pattern}`)
    for (const file of files) found.set(file.path, file)
  }
  return [...found.values()]
    .sort((a, b) => a.changed - b.changed || (a.path < b.path ? -1 : 1))
    .map(({ path, state }) => ({ path, state }))
}

async function matching(pattern: string): Promise<Array<Found & { changed: number }>> {
  const files: Array<Found & { changed: number }> = []
  try {
    const whole = (await isFolder(pattern)) ? join(pattern, '*') : pattern
    for await (const path of glob(whole)) {
      const stats = await stat(path).catch(() => null)
      if (stats?.isFile()) {
        files.push({ path, state: `${path} ${stats.size} ${stats.mtimeMs}`, changed: stats.mtimeMs })
      }
    }
  } catch (cause) {
    throw new SourceError(`the files at ${pattern} cannot be listed`, { cause })
  }
  return files
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false
}
