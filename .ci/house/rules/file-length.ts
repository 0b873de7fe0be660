// A file holds one idea: it has at most so many lines.
import { limits } from '../layout.ts'
import type { Rule } from '../rule.ts'

export const fileLength: Rule = {
  name: 'file-length',
  check: tree =>
    tree.files.flatMap(({ path, text }) => {
      const lines = text.trimEnd().split('\n').length
      if (lines <= limits.fileLines) return []
      return [`${path} has ${lines} lines; at most ${limits.fileLines}: split it by idea`]
    }),
}
