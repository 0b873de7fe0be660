// A folder of unlike files holds at most so many; same-shaped siblings may be many.
import { limits, siblings } from '../layout.ts'
import type { Rule } from '../rule.ts'
import { filesByFolder } from '../source-tree.ts'

export const folderSize: Rule = {
  name: 'folder-size',
  check: tree =>
    ['src', 'test/support', 'bench', 'dashboards', '.ci', 'generate'].flatMap(top =>
      [...filesByFolder(tree, top)].flatMap(([folder, files]) => {
        if (files.length <= limits.folderFiles || folder in siblings) return []
        return [
          `${folder} holds ${files.length} unlike files; at most ${limits.folderFiles}: group them into folders`,
        ]
      }),
    ),
}
