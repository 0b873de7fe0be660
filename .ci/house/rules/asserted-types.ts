// A value is of the type that the compiler sees: `x as unknown as number` is `any` by another name. Tests may: they make what is wrong.
import { isAsExpression, type Node, SyntaxKind } from 'typescript/unstable/ast'
import { assertedTypes } from '../layout.ts'
import type { Rule } from '../rule.ts'
import { lineOf, within } from '../syntax.ts'

const CODE = /^(?:src|generate|dashboards|alerts)\//

export const assertedTypesOnly: Rule = {
  name: 'asserted-types',
  check: tree =>
    tree.files
      .filter(({ path }) => CODE.test(path) && !assertedTypes.some(place => path.startsWith(place)))
      .flatMap(({ path, syntax }) =>
        [...within(syntax)]
          .filter(isThroughUnknown)
          .map(
            node =>
              `${path}:${lineOf(node, syntax)}: a type asserted through unknown; look at the value, or give it its type`,
          ),
      ),
}

/** `x as unknown as T`, `(x as unknown) as T`, `x as never as T`. */
function isThroughUnknown(node: Node): boolean {
  if (!isAsExpression(node)) return false
  let inner: Node = node.expression
  while (inner.kind === SyntaxKind.ParenthesizedExpression) {
    inner = (inner as unknown as { expression: Node }).expression
  }
  return isAsExpression(inner) && ANYTHING.has(inner.type.kind)
}

const ANYTHING: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.UnknownKeyword, SyntaxKind.NeverKeyword])
