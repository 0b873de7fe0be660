// Expressions of a test that hold whatever runs it, though they are no constants: a function, a list, what has `|| true` behind it.
import {
  isArrowFunction,
  isCallExpression,
  isFunctionExpression,
  isIdentifier,
  isPropertyAccessExpression,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { type Syntax, within } from '../syntax.ts'
import type { Constants } from './constant.ts'

/** Whether the expression is true, or counts as true, on every machine and in every run. */
export type AlwaysTrue = (node: Node) => boolean

export function alwaysTrueIn(syntax: Syntax, constant: Constants): AlwaysTrue {
  const functions = functionsOf(syntax)
  const holds = (node: Node): boolean => {
    const found = constant(node)
    if (found !== null) return Boolean(found.value)
    if (MADE.has(node.kind) || isNeverNegative(node, constant)) return true
    if (isIdentifier(node)) return functions.has(node.text)
    const { expression, left, right, operatorToken } = node as unknown as Parts
    if (WRAPPING.has(node.kind)) return expression !== undefined && holds(expression)
    if (left === undefined || right === undefined) return false
    if (operatorToken?.kind === SyntaxKind.BarBarToken) return holds(left) || holds(right)
    return operatorToken?.kind === SyntaxKind.AmpersandAmpersandToken && holds(left) && holds(right)
  }
  return holds
}

type Parts = Partial<Record<'expression' | 'left' | 'right' | 'operatorToken', Node>>

/** What is an object as soon as it is written. */
const MADE: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.ArrayLiteralExpression,
  SyntaxKind.ObjectLiteralExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ClassExpression,
  SyntaxKind.NewExpression,
  SyntaxKind.RegularExpressionLiteral,
])

const WRAPPING: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.ParenthesizedExpression,
  SyntaxKind.AsExpression,
  SyntaxKind.SatisfiesExpression,
  SyntaxKind.NonNullExpression,
])

/** Names that stand for a function of the file, wherever they are said, and for nothing else in it. */
function functionsOf(syntax: Syntax): ReadonlySet<string> {
  const declared = new Map<string, boolean>()
  for (const node of within(syntax)) {
    const { name, initializer } = node as { name?: Node; initializer?: Node }
    if (name === undefined || !isIdentifier(name) || !NAMING.has(node.kind)) continue
    const isFunction =
      node.kind === SyntaxKind.FunctionDeclaration ||
      (initializer !== undefined && (isArrowFunction(initializer) || isFunctionExpression(initializer)))
    declared.set(name.text, isFunction && !declared.has(name.text))
  }
  return new Set([...declared].filter(([, isFunction]) => isFunction).map(([name]) => name))
}

const NAMING: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.VariableDeclaration,
  SyntaxKind.BindingElement,
  SyntaxKind.Parameter,
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.ImportSpecifier,
])

/** `list.length >= 0`, `process.pid > 0`. */
function isNeverNegative(node: Node, constant: Constants): boolean {
  if (node.kind !== SyntaxKind.BinaryExpression) return false
  const { left, right, operatorToken } = node as unknown as Required<Parts>
  const least = leastOf(left)
  const bound = constant(right)?.value
  if (least === null || typeof bound !== 'number') return false
  if (operatorToken.kind === SyntaxKind.GreaterThanEqualsToken) return bound <= least
  return operatorToken.kind === SyntaxKind.GreaterThanToken && bound < least
}

/** The least that a number of this kind can be. */
function leastOf(node: Node): number | null {
  if (isCallExpression(node)) return /^(?:Date|performance)\.now$/.test(node.expression.getText()) ? 0 : null
  if (!isPropertyAccessExpression(node)) return null
  if (node.getText() === 'process.pid') return 1
  return /^(?:length|size|byteLength)$/.test(node.name.text) ? 0 : null
}
