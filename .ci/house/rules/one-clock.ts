// Time and chance are passed in: what asks the machine for either can be neither replayed nor tested. How long something took may be
// measured with `performance.now`, which says nothing of the time.
import {
  isCallExpression,
  isElementAccessExpression,
  isIdentifier,
  isNewExpression,
  isPropertyAccessExpression,
  isStringLiteral,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { machine } from '../layout.ts'
import type { Rule } from '../rule.ts'
import { lineOf, within } from '../syntax.ts'

const WITH_A_CLOCK = /^(?:src|generate|dashboards|alerts)\//

export const oneClock: Rule = {
  name: 'one-clock',
  check: tree =>
    tree.files
      .filter(({ path }) => WITH_A_CLOCK.test(path))
      .flatMap(({ path, syntax }) =>
        [...within(syntax)].flatMap(node => {
          const asked = askedOf(node)
          if (asked === null || machine[path]?.includes(asked)) return []
          return [`${path}:${lineOf(node, syntax)}: ${asked} asks the machine; pass in ${INSTEAD[asked]}`]
        }),
      ),
}

const INSTEAD: Readonly<Record<string, string>> = {
  'Date.now': 'a Clock',
  'new Date()': 'a Clock',
  'Math.random': 'the source of chance',
  'Temporal.Now': 'a Clock',
  'performance.timeOrigin': 'a Clock',
  'process.hrtime': 'a Clock, or measure with performance.now',
  'crypto.randomUUID': 'the source of chance',
  'Date by another name': 'a Clock',
}

const ASKING: ReadonlySet<string> = new Set(Object.keys(INSTEAD).filter(asked => /^\w+\.\w+$/.test(asked)))

function askedOf(node: Node): string | null {
  const isCall = isCallExpression(node) || isNewExpression(node)
  if (isCall && lastName(node.expression) === 'Date') {
    return isCallExpression(node) || (node.arguments ?? []).length === 0 ? 'new Date()' : null
  }
  if (isPropertyAccessExpression(node) || isElementAccessExpression(node)) {
    const asked = `${lastName(node.expression)}.${lastName(node)}`
    return ASKING.has(asked) ? asked : null
  }
  return taken(node) ?? imported(node) ?? renamed(node)
}

/** `import { randomUUID } from 'node:crypto'`. */
function imported(node: Node): string | null {
  if (node.kind !== SyntaxKind.ImportSpecifier) return null
  const { name, propertyName } = node as unknown as { name: Node; propertyName?: Node }
  return lastName(propertyName ?? name) === 'randomUUID' ? 'crypto.randomUUID' : null
}

/** `const D = Date`: what is made of it is not seen any more. */
function renamed(node: Node): string | null {
  if (node.kind !== SyntaxKind.VariableDeclaration) return null
  const { name, initializer } = node as unknown as { name: Node; initializer?: Node }
  if (initializer === undefined || !isIdentifier(name)) return null
  return /^(?:globalThis\.)?Date$/.test(initializer.getText()) ? 'Date by another name' : null
}

/** `const { now } = Date`, `const { random: chance } = Math`. */
function taken(node: Node): string | null {
  if (node.kind !== SyntaxKind.BindingElement) return null
  const { name, propertyName } = node as unknown as { name?: Node; propertyName?: Node }
  const { initializer } = node.parent.parent as unknown as { initializer?: Node }
  const own = propertyName ?? name
  if (initializer === undefined || own === undefined) return null
  const asked = `${lastName(initializer)}.${lastName(own)}`
  return ASKING.has(asked) ? asked : null
}

/** `now` of `Date.now`, of `globalThis.Date['now']`, of `now`. */
function lastName(node: Node): string {
  if (isIdentifier(node)) return node.text
  if (isPropertyAccessExpression(node)) return node.name.text
  if (!isElementAccessExpression(node)) return ''
  return isStringLiteral(node.argumentExpression) ? node.argumentExpression.text : ''
}
