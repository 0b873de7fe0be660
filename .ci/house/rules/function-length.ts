// A function does one thing: it has at most so many lines. So has the code that runs when a file is loaded.
import {
  isCallExpression,
  isFunctionLikeDeclaration,
  isIdentifier,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { limits } from '../layout.ts'
import type { Rule } from '../rule.ts'
import type { SourceFile } from '../source-tree.ts'
import { lineOf, linesOf, type Syntax, within } from '../syntax.ts'

export const functionLength: Rule = {
  name: 'function-length',
  check: tree => tree.files.flatMap(file => [...longFunctions(file), ...longTopLevel(file)]),
}

function longFunctions({ path, syntax }: SourceFile): string[] {
  return [...within(syntax)].flatMap(node => {
    if (!isFunctionLikeDeclaration(node) && node.kind !== SyntaxKind.ClassStaticBlockDeclaration) return []
    const lines = linesOf(node, syntax)
    const most = path.startsWith('test/') ? limits.testLines : limits.functionLines
    if (lines <= most || (path.startsWith('test/') && isGroup(node))) return []
    return [`${path}: ${nameOf(node, syntax)} has ${lines} lines; at most ${most}: split it`]
  })
}

/** Statements that do something, outside of any function. A table of data is none. */
const DOING: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.ExpressionStatement,
  SyntaxKind.IfStatement,
  SyntaxKind.ForStatement,
  SyntaxKind.ForOfStatement,
  SyntaxKind.ForInStatement,
  SyntaxKind.WhileStatement,
  SyntaxKind.DoStatement,
  SyntaxKind.TryStatement,
  SyntaxKind.SwitchStatement,
  SyntaxKind.Block,
])

function longTopLevel({ path, syntax }: SourceFile): string[] {
  if (/^test\/(?!support\/)/.test(path)) return []
  const doing = syntax.statements.filter(({ kind }) => DOING.has(kind))
  const lines = doing.reduce((sum, statement) => sum + linesOf(statement, syntax), 0)
  if (lines <= limits.functionLines) return []
  return [
    `${path} runs ${lines} lines when it is loaded; at most ${limits.functionLines}: put them into functions`,
  ]
}

/** A function that groups tests, by being what `describe` is given or by calling it. */
function isGroup(node: Node): boolean {
  return isDescribe(node.parent) || [...within(node)].some(isDescribe)
}

function isDescribe(node: Node): boolean {
  return isCallExpression(node) && isIdentifier(node.expression) && node.expression.text === 'describe'
}

function nameOf(node: Node, syntax: Syntax): string {
  const { name } = node as { name?: Node }
  const { name: given } = node.parent as { name?: Node }
  const own = name ?? given
  return own === undefined
    ? `the unnamed function of line ${lineOf(node, syntax)}`
    : (own.getText(syntax).split('\n')[0] ?? '')
}
