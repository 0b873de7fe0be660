// A folder of unlike files holds at most so many; same-shaped siblings, as the members of a registry are, may be many.
import { limits, siblings } from '../layout.ts'
import { membersOf, registryOf } from '../registries.ts'
import type { Rule } from '../rule.ts'
import { filesByFolder } from '../source-tree.ts'

export const folderSize: Rule = {
  name: 'folder-size',
  check: tree =>
    ['src', 'test/support', 'bench', 'dashboards', '.ci', 'generate'].flatMap(top =>
      [...filesByFolder(tree, top)].flatMap(([folder, files]) => {
        if (files.length <= limits.folderFiles || folder in siblings) return []
        const registry = registryOf(folder, tree)
        const members = registry === null ? new Set() : membersOf(registry, tree)
        const unlike = files.filter(path => !members.has(path)).length
        if (unlike <= limits.folderFiles) return []
        return [
          `${folder} holds ${unlike} unlike files; at most ${limits.folderFiles}: group them into folders`,
        ]
      }),
    ),
}
