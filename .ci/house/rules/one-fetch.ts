// Other servers are asked in one place, which reads of an answer no more than its reader has room for.
import { isIdentifier, isPropertyAccessExpression, type Node } from 'typescript/unstable/ast'
import { fetching } from '../layout.ts'
import type { Rule } from '../rule.ts'
import { inSource } from '../source-tree.ts'
import { lineOf, within } from '../syntax.ts'

export const oneFetch: Rule = {
  name: 'one-fetch',
  check: tree =>
    tree.files
      .filter(inSource)
      .filter(({ path }) => !fetching.some(place => path.startsWith(place)))
      .flatMap(({ path, syntax }) =>
        [...within(syntax)]
          .filter(isFetch)
          .map(
            node =>
              `${path}:${lineOf(node, syntax)}: fetch reads whatever comes; use what ${fetching[0]} offers`,
          ),
      ),
}

/** The function itself, called or handed on: not a property or a method of that name. */
function isFetch(node: Node): boolean {
  if (!isIdentifier(node) || node.text !== 'fetch') return false
  const { parent } = node
  if (isPropertyAccessExpression(parent) && parent.name === node) {
    return isIdentifier(parent.expression) && parent.expression.text === 'globalThis'
  }
  return !('name' in parent) || parent.name !== node
}
