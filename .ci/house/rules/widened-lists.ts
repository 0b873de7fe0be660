// A list of names keeps its type: written out and asserted to be `string[]`, it accepts what it does not know.
import {
  isArrayLiteralExpression,
  isArrayTypeNode,
  isAsExpression,
  isTypeOperatorNode,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import type { Rule } from '../rule.ts'
import { lineOf, within } from '../syntax.ts'

export const widenedLists: Rule = {
  name: 'widened-lists',
  check: tree =>
    tree.files.flatMap(({ path, syntax }) =>
      [...within(syntax)].flatMap(node => {
        if (!isAsExpression(node) || !isWide(node.type) || !isWritten(node.expression)) return []
        return [
          `${path}:${lineOf(node, syntax)}: a list that is asserted to be of any strings; look it up by its own type`,
        ]
      }),
    ),
}

/** `string[]`, `readonly string[]`, `Array<string>`, `ReadonlyArray<string | number>`. */
function isWide(type: Node): boolean {
  if (isTypeOperatorNode(type)) return isWide(type.type)
  if (isArrayTypeNode(type))
    return /^\(?(?:.*\|)?string(?:\|.*)?\)?$/.test(type.elementType.getText().replaceAll(/\s/g, ''))
  return /^(?:Readonly)?Array<(?:.*\|)?string(?:\|.*)?>$/.test(type.getText().replaceAll(/\s/g, ''))
}

/** A list with something in it, through brackets, `as const` and the like. */
function isWritten(node: Node): boolean {
  if (isArrayLiteralExpression(node)) return node.elements.length > 0
  if (isAsExpression(node)) return isWritten(node.expression)
  return (
    node.kind === SyntaxKind.ParenthesizedExpression &&
    isWritten((node as unknown as { expression: Node }).expression)
  )
}
