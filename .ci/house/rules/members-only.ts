// A folder of same-shaped siblings holds members of its registry and the shape of them, nothing else.
import { basename, dirname } from 'node:path'
import { shapes, siblings } from '../layout.ts'
import type { Rule } from '../rule.ts'
import { filesByFolder } from '../source-tree.ts'

export const membersOnly: Rule = {
  name: 'members-only',
  check: tree => {
    const paths = new Set(tree.files.map(({ path }) => path))
    return [...filesByFolder(tree, 'src')].flatMap(([folder, files]) => {
      const registry = folder in siblings ? registryOf(folder, paths) : null
      if (registry === null) return []
      const members = new Set(tree.imports.filter(({ from }) => from === registry).map(({ to }) => to))
      return files
        .filter(path => path !== registry && !members.has(path) && !shapes.has(path))
        .map(path => `${path} is no member of ${registry}; a part of one belongs into a folder`)
    })
  },
}

/** The generated list of the folder, or of the one that it belongs to. */
function registryOf(folder: string, paths: ReadonlySet<string>): string | null {
  for (let up = folder; basename(up) !== 'src' && up !== '.'; up = dirname(up)) {
    if (paths.has(`${up}/members.ts`)) return `${up}/members.ts`
  }
  return null
}
