// What code of `src/` imports is written where it is imported: a name that is put together, or `require`, hides it from the other rules.
import {
  isCallExpression,
  isIdentifier,
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import type { Rule } from '../rule.ts'
import { inSource } from '../source-tree.ts'
import { lineOf, within } from '../syntax.ts'

export const plainImports: Rule = {
  name: 'plain-imports',
  check: tree =>
    tree.files.filter(inSource).flatMap(({ path, syntax }) =>
      [...within(syntax)].flatMap(node => {
        const fault = faultOf(node)
        return fault === null ? [] : [`${path}:${lineOf(node, syntax)}: ${fault}`]
      }),
    ),
}

const LOADERS: ReadonlySet<string> = new Set(['require', 'createRequire'])

function faultOf(node: Node): string | null {
  if (isIdentifier(node) && LOADERS.has(node.text))
    return `${node.text} hides what is loaded; write an import`
  if (!isCallExpression(node) || node.expression.kind !== SyntaxKind.ImportKeyword) return null
  const [name] = node.arguments
  if (name !== undefined && (isStringLiteral(name) || isNoSubstitutionTemplateLiteral(name))) return null
  return 'a lazy import names its file in a plain string'
}
