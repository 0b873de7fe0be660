// A test file tests: it asserts, awaits what it asserts, swallows no assertion, and skips only by what the machine has.
import {
  isAwaitExpression,
  isCallExpression,
  isExpressionStatement,
  isIdentifier,
  isPropertyAssignment,
  isStringLiteral,
  isTryStatement,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { type Asserting, assertingIn, asserts, calledBy } from '../asserting.ts'
import type { Rule } from '../rule.ts'
import type { SourceFile } from '../source-tree.ts'
import { lineOf, within } from '../syntax.ts'

export const testsThatTest: Rule = {
  name: 'tests-that-test',
  check: tree =>
    judge(
      tree.files.filter(({ path }) => TEST.test(path)),
      assertingIn(tree.files.filter(({ path }) => path.startsWith('test/'))),
    ),
}

const TEST = /^test\/.*\.test\.[cm]?[jt]sx?$/

function judge(files: readonly SourceFile[], asserting: Asserting): string[] {
  return files.flatMap(file => [...without(file, asserting), ...faultsIn(file)])
}

function without({ path, syntax }: SourceFile, asserting: Asserting): string[] {
  const calls = [...within(syntax)].filter(isCallExpression)
  const named = calls.map(calledBy)
  if (!named.some(([name = '']) => /^(?:test|it|describe\w*)$/.test(name))) return [`${path} has no test`]
  const empty = calls.filter(call => isTest(call) && !asserting(call, path))
  if (empty.length > 0) {
    return empty.map(call => `${path}:${lineOf(call, syntax)}: this test asserts nothing`)
  }
  return named.some(asserts) ? [] : [`${path} asserts nothing`]
}

function isTest(call: Node): boolean {
  const names = calledBy(call)
  return names.length === 1 && /^(?:test|it)$/.test(names[0] ?? '')
}

function faultsIn({ path, syntax }: SourceFile): string[] {
  return [...within(syntax)].flatMap(node => {
    const fault = skipped(node) ?? unawaited(node) ?? swallowed(node)
    return fault === null ? [] : [`${path}:${lineOf(node, syntax)}: ${fault}`]
  })
}

const GROUPS: ReadonlySet<string> = new Set(['test', 'it', 'describe', 'suite'])

function skipped(node: Node): string | null {
  const why = 'say by a condition what the machine must have'
  if (isCallExpression(node)) {
    const [first = '', second = ''] = calledBy(node)
    if (GROUPS.has(first) && /^(?:skip|todo|only)$/.test(second)) return `${first}.${second}: ${why}`
    if (first === 't' && second === 'todo') return `t.todo: ${why}`
    if (first === 't' && second === 'skip' && !conditional(node)) return `t.skip: ${why}`
  }
  if (!isPropertyAssignment(node) || !isIdentifier(node.name)) return null
  const isOption = isCallExpression(node.parent.parent) && GROUPS.has(calledBy(node.parent.parent)[0] ?? '')
  if (!isOption || !/^(?:skip|todo|only)$/.test(node.name.text)) return null
  const { initializer } = node
  const fixed = isStringLiteral(initializer) || initializer.kind === SyntaxKind.TrueKeyword
  return fixed || node.name.text !== 'skip' ? `{ ${node.name.text} }: ${why}` : null
}

function conditional(node: Node): boolean {
  for (let up = node.parent; up !== undefined; up = up.parent) {
    if (up.kind === SyntaxKind.IfStatement || up.kind === SyntaxKind.ConditionalExpression) return true
    if (up.kind === SyntaxKind.ArrowFunction || up.kind === SyntaxKind.FunctionExpression) return false
  }
  return false
}

function unawaited(node: Node): string | null {
  if (!isExpressionStatement(node)) return null
  const { expression } = node
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
  const asserted = [...within(node.tryBlock)].some(each => isCallExpression(each) && asserts(calledBy(each)))
  return asserted ? 'an assertion whose failure is caught and dropped' : null
}
