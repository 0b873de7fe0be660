// Assertions that cannot fail: nobody waits for them, nothing reaches them, or what they ask never varies.
import {
  isAwaitExpression,
  isCallExpression,
  isExpressionStatement,
  isFunctionLikeDeclaration,
  isIdentifier,
  isTryStatement,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { within } from '../syntax.ts'
import { asserts, calledBy } from './asserting.ts'
import type { Constants } from './constant.ts'
import type { AlwaysTrue } from './truth.ts'

/** Why the node, or an assertion in it, cannot fail; null where it may. */
export function unfailing(node: Node, constant: Constants, alwaysTrue: AlwaysTrue): string | null {
  const varies = (one: Node): boolean => constant(one) === null && !alwaysTrue(one)
  return (
    unawaited(node) ??
    swallowed(node) ??
    decided(node, constant, alwaysTrue) ??
    matchesAll(node) ??
    never(node, varies)
  )
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
function decided(node: Node, constant: Constants, alwaysTrue: AlwaysTrue): string | null {
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
  return second === 'ok' && alwaysTrue(one) ? 'what this asserts is known before anything runs' : null
}

/** Texts of which a pattern that asks for anything leaves one out. */
const TEXTS: readonly string[] = ['', 'a', 'B', '0', ' ', '\n', '-', 'a b', 'a\nb']

/** `assert.match(text, /.*\/)`. */
function matchesAll(node: Node): string | null {
  if (!isCallExpression(node) || calledBy(node).join('.') !== 'assert.match') return null
  const written = node.arguments[1]
  const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(written?.getText() ?? '') ?? []
  if (written?.kind !== SyntaxKind.RegularExpressionLiteral) return null
  const isAny = TEXTS.every(text => new RegExp(source, flags).test(text))
  return isAny ? 'a pattern that every text matches' : null
}

const CONDITIONS: ReadonlyMap<SyntaxKind, 'expression' | 'condition' | 'left'> = new Map([
  [SyntaxKind.IfStatement, 'expression'],
  [SyntaxKind.WhileStatement, 'expression'],
  [SyntaxKind.ConditionalExpression, 'condition'],
  [SyntaxKind.BinaryExpression, 'left'],
])

const SHORT: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken])

/** An assertion, or what skips a test, under a condition that never varies, in a loop over nothing, or behind a `return`. */
function never(node: Node, varies: (node: Node) => boolean): string | null {
  const part = CONDITIONS.get(node.kind)
  const parts = node as unknown as Partial<Record<'expression' | 'condition' | 'left', Node>> & {
    operatorToken?: Node
    elements?: readonly Node[]
  }
  const isChoice =
    node.kind !== SyntaxKind.BinaryExpression || SHORT.has(parts.operatorToken?.kind ?? node.kind)
  const condition = part === undefined || !isChoice ? undefined : parts[part]
  if (condition !== undefined && !varies(condition)) {
    if (holdsAssertion(node)) return 'an assertion under a condition that never varies'
    if (ends(node)) return 'an end of the test under a condition that never varies'
  }
  if (isEmptyList(loopedOver(node)) && holdsAssertion(node)) return 'an assertion in a loop over nothing'
  return isBehindEnd(node) && holdsAssertion(node) ? 'an assertion that is never reached' : null
}

/** Of `for (const one of list)` and `list.forEach(...)` the list. */
function loopedOver(node: Node): Node | undefined {
  const { expression } = node as unknown as { expression?: Node & { expression?: Node } }
  if (node.kind === SyntaxKind.ForOfStatement) return expression
  return isCallExpression(node) && calledBy(node)[1] === 'forEach' ? expression?.expression : undefined
}

/** `[]`, `new Set()`, `[].concat()`, `Object.keys({})`, `[...[]]`. */
function isEmptyList(node: Node | undefined): boolean {
  if (node === undefined) return false
  const written = node.getText().replaceAll(/\s/g, '')
  if (
    /^(?:new(?:Set|Map|Array)(?:<.*>)?\((?:\[\])?\)|Object\.\w+\(\{\}\)|Array\.\w+\((?:\[\])?\))$/.test(
      written,
    )
  )
    return true
  const { elements, expression } = node as unknown as { elements?: readonly Node[]; expression?: Node }
  if (node.kind === SyntaxKind.ArrayLiteralExpression) {
    return (elements ?? []).every(
      one => one.kind === SyntaxKind.SpreadElement && isEmptyList((one as unknown as Spread).expression),
    )
  }
  if (isCallExpression(node)) {
    const { expression: of } = (expression ?? {}) as { expression?: Node }
    return node.arguments.every(isFunctionLikeDeclaration) && isEmptyList(of)
  }
  return WRAPPING.has(node.kind) && isEmptyList(expression)
}

interface Spread {
  readonly expression: Node
}

const WRAPPING: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.AsExpression,
  SyntaxKind.ParenthesizedExpression,
])

/** `if (...) return`, in braces or not. */
function ends(node: Node): boolean {
  if (node.kind !== SyntaxKind.IfStatement) return false
  const { thenStatement: then } = node as unknown as {
    thenStatement: Node & { statements?: readonly Node[] }
  }
  return ENDS.has(then.kind) || (then.statements ?? []).some(({ kind }) => ENDS.has(kind))
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
