// A source file with behaviour has its test at the mirrored path: src/stats/robust.ts, test/unit/stats/robust.test.ts.
import { isClassDeclaration, isClassExpression, isFunctionLikeDeclaration } from 'typescript/unstable/ast'
import type { Rule } from '../rule.ts'
import { inSource, type SourceFile } from '../source-tree.ts'
import { within } from '../syntax.ts'

export const mirroredTests: Rule = {
  name: 'mirrored-tests',
  check: tree => {
    const paths = new Set(tree.files.map(file => file.path))
    return tree.files.filter(hasBehaviour).flatMap(({ path }) => {
      const test = path.replace(/^src\//, 'test/unit/').replace(/\.[cm]?[jt]sx?$/, '.test.ts')
      return paths.has(test) ? [] : [`${path} has no test; write ${test}`]
    })
  },
}

/** A file behaves if there is a function with a body in it, or a class. */
function hasBehaviour(file: SourceFile): boolean {
  if (!inSource(file)) return false
  for (const node of within(file.syntax)) {
    if (isClassDeclaration(node) || isClassExpression(node)) return true
    if (isFunctionLikeDeclaration(node) && (node as { body?: unknown }).body !== undefined) return true
  }
  return false
}
