// Assertions that cannot fail: nobody waits for them, nothing reaches them, or what they ask never varies.
import {
  isAwaitExpression,
  isCallExpression,
  isExpressionStatement,
  isIdentifier,
  isTryStatement,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { within } from '../syntax.ts'
import { asserts, calledBy } from './asserting.ts'
import type { Constants } from './constant.ts'

/** Why the node, or an assertion in it, cannot fail; null where it may. */
export function unfailing(node: Node, constant: Constants): string | null {
  return unawaited(node) ?? swallowed(node) ?? decided(node, constant) ?? never(node, constant)
}

function unawaited(node: Node): string | null {
  const isVoid = node.kind === SyntaxKind.VoidExpression
  if (!isVoid && !isExpressionStatement(node)) return null
  const { expression } = node as unknown as { expression: Node }
  if (isAwaitExpression(expression) || !isCallExpression(expression)) return null
  const [first, second = ''] = calledBy(expression)
  return first === 'assert' && /^(?:rejects|doesNotReject)$/.test(second)
    ? `assert.${second} is not awaited`
    : null
}

/** A `try` with an assertion whose `catch` asks nothing of what was thrown. */
function swallowed(node: Node): string | null {
  if (!isTryStatement(node) || node.catchClause === undefined) return null
  if (node.catchClause.block.statements.length > 0) return null
  return holdsAssertion(node.tryBlock) ? 'an assertion whose failure is caught and dropped' : null
}

/** `assert.ok(true)`, `assert.equal(1, 1)`, `assert.deepEqual(x, x)`. */
function decided(node: Node, constant: Constants): string | null {
  if (!isCallExpression(node)) return null
  const [first, second = 'ok'] = calledBy(node)
  if (first !== 'assert') return null
  const [one, other] = node.arguments
  if (one === undefined) return null
  const isSame = isIdentifier(one) && other !== undefined && isIdentifier(other) && one.text === other.text
  const both = /^(?:equal|strictEqual|deepEqual|deepStrictEqual|notEqual|notDeepEqual)$/.test(second)
  if (both && (isSame || (constant(one) !== null && other !== undefined && constant(other) !== null))) {
    return 'what this asserts is known before anything runs'
  }
  const isKnown = second === 'ok' && constant(one)?.value
  return isKnown ? 'what this asserts is known before anything runs' : null
}

const CONDITIONS: ReadonlyMap<SyntaxKind, 'expression' | 'condition' | 'left'> = new Map([
  [SyntaxKind.IfStatement, 'expression'],
  [SyntaxKind.WhileStatement, 'expression'],
  [SyntaxKind.ConditionalExpression, 'condition'],
  [SyntaxKind.BinaryExpression, 'left'],
])

const SHORT: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken])

/** An assertion, or what skips a test, under a condition that never varies, in a loop over nothing, or behind a `return`. */
function never(node: Node, constant: Constants): string | null {
  const part = CONDITIONS.get(node.kind)
  const parts = node as unknown as Partial<Record<'expression' | 'condition' | 'left', Node>> & {
    operatorToken?: Node
    elements?: readonly Node[]
  }
  const isChoice =
    node.kind !== SyntaxKind.BinaryExpression || SHORT.has(parts.operatorToken?.kind ?? node.kind)
  const condition = part === undefined || !isChoice ? undefined : parts[part]
  if (condition !== undefined && constant(condition) !== null && holdsAssertion(node)) {
    return 'an assertion under a condition that never varies'
  }
  if (node.kind === SyntaxKind.ForOfStatement && isEmptyList(parts.expression) && holdsAssertion(node)) {
    return 'an assertion in a loop over nothing'
  }
  return isBehindEnd(node) && holdsAssertion(node) ? 'an assertion that is never reached' : null
}

function isEmptyList(node: Node | undefined): boolean {
  const { elements } = (node ?? {}) as { elements?: readonly Node[] }
  return node?.kind === SyntaxKind.ArrayLiteralExpression && elements?.length === 0
}

const ENDS: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.ReturnStatement, SyntaxKind.ThrowStatement])

function isBehindEnd(node: Node): boolean {
  if (node.parent?.kind !== SyntaxKind.Block || node.kind === SyntaxKind.FunctionDeclaration) return false
  const { statements } = node.parent as unknown as { statements: readonly Node[] }
  const end = statements.findIndex(({ kind }) => ENDS.has(kind))
  return end >= 0 && statements.indexOf(node) > end
}

function holdsAssertion(node: Node): boolean {
  return [...within(node)].some(
    each => isCallExpression(each) && (asserts(calledBy(each)) || calledBy(each).join('.') === 't.skip'),
  )
}
