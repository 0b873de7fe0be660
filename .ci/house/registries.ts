// Which files are members of a registry: those that its generated list, `members.ts`, imports.
import { basename, dirname } from 'node:path'
import type { SourceTree } from './source-tree.ts'

/** The generated list of the folder, or of the one that it belongs to; null where there is none. */
export function registryOf(folder: string, { files }: SourceTree): string | null {
  const paths = new Set(files.map(({ path }) => path))
  for (let up = folder; basename(up) !== 'src' && up !== '.'; up = dirname(up)) {
    if (paths.has(`${up}/members.ts`)) return `${up}/members.ts`
  }
  return null
}

/** The members of a list, by path. */
export function membersOf(registry: string, { imports }: SourceTree): ReadonlySet<string> {
  return new Set(imports.filter(({ from }) => from === registry).map(({ to }) => to))
}
