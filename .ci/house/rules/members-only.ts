// A folder of same-shaped siblings holds members of its registry and the shape of them, nothing else.
import { shapes, siblings } from '../layout.ts'
import { membersOf, registryOf } from '../registries.ts'
import type { Rule } from '../rule.ts'
import { filesByFolder } from '../source-tree.ts'

export const membersOnly: Rule = {
  name: 'members-only',
  check: tree =>
    [...filesByFolder(tree, 'src')].flatMap(([folder, files]) => {
      const registry = folder in siblings ? registryOf(folder, tree) : null
      if (registry === null) return []
      const members = membersOf(registry, tree)
      return files
        .filter(path => path !== registry && !members.has(path) && !shapes.has(path))
        .map(
          path =>
            `${path} is no member of ${registry}: if it is one, run \`npm run generate\`, which says what it lacks; a part of one belongs into a folder`,
        )
    }),
}
