// A source file with behaviour has its test at the mirrored path: src/stats/robust.ts, test/unit/stats/robust.test.ts.
import { stripTypeScriptTypes } from 'node:module'
import type { Rule } from '../rule.ts'
import type { SourceFile } from '../source-tree.ts'

export const mirroredTests: Rule = {
  name: 'mirrored-tests',
  check: tree => {
    const paths = new Set(tree.files.map(file => file.path))
    return tree.files.filter(hasBehaviour).flatMap(({ path }) => {
      const test = path.replace(/^src\//, 'test/unit/').replace(/\.ts$/, '.test.ts')
      return paths.has(test) ? [] : [`${path} has no test; write ${test}`]
    })
  },
}

/** A file behaves if a function or a class is left of it once its types and comments are gone. */
function hasBehaviour(file: SourceFile): boolean {
  if (!file.path.startsWith('src/')) return false
  const code = stripTypeScriptTypes(file.text).replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')
  return /\bfunction\b|\bclass\b|=>/.test(code)
}
