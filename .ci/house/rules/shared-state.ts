// What a module names is never written to: everybody who imports it would share the state. A WeakMap remembers of a value what
// follows from it. Not seen: what is handed to something that writes to it.
import {
  isCallExpression,
  isElementAccessExpression,
  isIdentifier,
  isNewExpression,
  isPropertyAccessExpression,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { atImport, programs } from '../layout.ts'
import type { Rule } from '../rule.ts'
import { inSource, type SourceFile } from '../source-tree.ts'
import { lineOf, type Syntax, within } from '../syntax.ts'

export const sharedState: Rule = {
  name: 'shared-state',
  check: tree => tree.files.filter(file => inSource(file) && !programs.has(file.path)).flatMap(faultsIn),
}

function faultsIn({ path, syntax }: SourceFile): string[] {
  const allowed = atImport[path] ?? []
  const names = namesOf(syntax)
  return [...within(syntax)].flatMap(node => {
    const name = writtenIn(node)
    if (name === null || !names.has(name) || allowed.some(start => start.endsWith(name))) return []
    return [`${path}:${lineOf(node, syntax)}: ${name} is state of the module; make it in a function`]
  })
}

/** The values that the module names. No name of them is given again inside: a check of its own refuses that. */
function namesOf(syntax: Syntax): ReadonlySet<string> {
  const statements = syntax.statements.filter(({ kind }) => kind === SyntaxKind.VariableStatement)
  return new Set(
    statements
      .flatMap(statement => [...within(statement)])
      .filter(node => node.kind === SyntaxKind.VariableDeclaration && isOfModule(node))
      .flatMap(node => {
        const { name, initializer } = node as unknown as { name: Node; initializer?: Node }
        const isWeak = initializer !== undefined && isNewExpression(initializer) && isWeakMap(initializer)
        return isIdentifier(name) && !isWeak ? [name.text] : []
      }),
  )
}

function isOfModule(declaration: Node): boolean {
  return declaration.parent.parent.parent.kind === SyntaxKind.SourceFile
}

function isWeakMap({ expression }: { expression: Node }): boolean {
  return /^Weak(?:Map|Set)$/.test(expression.getText())
}

const WRITING =
  /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set|add|delete|clear|emit|on|once)$/

/** The name of `name.count += 1`, `name[key] = x`, `name.count++`, `delete name.key`, `name.push(x)`. */
function writtenIn(node: Node): string | null {
  if (isCallExpression(node)) {
    const { expression } = node
    return isPropertyAccessExpression(expression) && WRITING.test(expression.name.text)
      ? textOf(expression.expression)
      : null
  }
  const target = targetOf(node)
  if (target === null || !(isPropertyAccessExpression(target) || isElementAccessExpression(target)))
    return null
  return textOf(target.expression)
}

function textOf(node: Node): string | null {
  return isIdentifier(node) ? node.text : null
}

function targetOf(node: Node): Node | null {
  const { left, operand, operator, operatorToken, expression } = node as unknown as Partial<
    Record<'left' | 'operand' | 'operatorToken' | 'expression', Node>
  > & { operator?: SyntaxKind }
  if (node.kind === SyntaxKind.BinaryExpression) {
    const kind = operatorToken?.kind ?? SyntaxKind.Unknown
    return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment ? (left ?? null) : null
  }
  if (node.kind === SyntaxKind.DeleteExpression) return expression ?? null
  const steps = operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken
  return steps ? (operand ?? null) : null
}
