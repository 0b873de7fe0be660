// To import a file does nothing and starts no state: a module holds functions, types and values that do not change. What a program is made
// of is run by the files that `programs` in layout.ts names. Not seen: what a function that is called for a value does besides.
import {
  isCallExpression,
  isFunctionLikeDeclaration,
  isIdentifier,
  isNewExpression,
  isPropertyAccessExpression,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { atImport, programs } from '../layout.ts'
import type { Rule } from '../rule.ts'
import { inSource, type SourceFile } from '../source-tree.ts'
import { lineOf } from '../syntax.ts'

export const quietImports: Rule = {
  name: 'quiet-imports',
  check: tree => tree.files.filter(file => inSource(file) && !programs.has(file.path)).flatMap(faultsIn),
}

function faultsIn({ path, syntax }: SourceFile): string[] {
  const allowed = atImport[path] ?? []
  return syntax.statements.flatMap(statement =>
    [...atOnce(statement)].flatMap(node => {
      const fault = faultOf(node)
      const written = node.getText(syntax)
      if (fault === null || allowed.some(start => written.startsWith(start))) return []
      return [`${path}:${lineOf(node, syntax)}: ${fault}`]
    }),
  )
}

/** The nodes that run when the file is imported: all that are in no function. */
function* atOnce(node: Node): Generator<Node> {
  if (isFunctionLikeDeclaration(node) || TYPES.has(node.kind) || isMain(node)) return
  yield node
  const children: Node[] = []
  node.forEachChild(child => {
    children.push(child)
  })
  for (const child of children) yield* atOnce(child)
}

const TYPES: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.ImportDeclaration,
  SyntaxKind.ExportDeclaration,
])

/** `if (import.meta.main)`: only where the file is what is run. */
function isMain(node: Node): boolean {
  const { expression } = node as unknown as { expression?: Node }
  return node.kind === SyntaxKind.IfStatement && expression?.getText() === 'import.meta.main'
}

function faultOf(node: Node): string | null {
  if (node.parent.kind === SyntaxKind.SourceFile && !DECLARATIONS.has(node.kind)) {
    return 'this runs when the file is imported; put it into a function'
  }
  if (node.kind === SyntaxKind.VariableStatement && !/^(?:export\s+)?const\b/.test(node.getText())) {
    return 'a variable of a module is state that everybody shares; make it in a function'
  }
  if (isKept(node))
    return 'an empty collection of a module is state that everybody shares; make it in a function'
  return isDoing(node) ? 'this does something when the file is imported; put it into a function' : null
}

const DECLARATIONS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.VariableStatement,
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.ClassDeclaration,
])

/** `new Map()`, `[]`, `{}` under a name whose type lets it be filled. A WeakMap remembers of a value what follows from it. */
function isKept(node: Node): boolean {
  if (node.kind !== SyntaxKind.VariableDeclaration) return false
  const { initializer, type } = node as unknown as { initializer?: Node; type?: Node }
  if (initializer === undefined || /^(?:Readonly|readonly\b)/.test(type?.getText() ?? '')) return false
  if (isNewExpression(initializer)) {
    return /^(?:Map|Set|Array)$/.test(initializer.expression.getText()) && !initializer.arguments?.length
  }
  const { elements, properties } = initializer as unknown as Partial<
    Record<'elements' | 'properties', readonly Node[]>
  >
  if (initializer.kind === SyntaxKind.ArrayLiteralExpression) return elements?.length === 0
  return initializer.kind === SyntaxKind.ObjectLiteralExpression && properties?.length === 0
}

const STARTING =
  /^(?:setInterval|setTimeout|setImmediate|queueMicrotask|\w+Sync|fs\.\w+Sync|process\.(?:on|once|exit|emitWarning|chdir|nextTick|std\w+\.write)|console\.\w+)$/

/** Starts a timer, listens to the process, reads a file, writes, waits, or changes what is elsewhere. */
function isDoing(node: Node): boolean {
  if (isCallExpression(node)) {
    const { expression } = node
    const isNamed = isIdentifier(expression) || isPropertyAccessExpression(expression)
    return isNamed && STARTING.test(expression.getText().replace(/^globalThis\./, ''))
  }
  if (isPropertyAccessExpression(node) && node.getText() === 'process.env') return true
  if (isNewExpression(node) && node.expression.getText() === 'EventEmitter') return true
  if (node.kind === SyntaxKind.BinaryExpression) {
    const { operatorToken } = node as unknown as { operatorToken: Node }
    return operatorToken.kind >= SyntaxKind.FirstAssignment && operatorToken.kind <= SyntaxKind.LastAssignment
  }
  return node.kind === SyntaxKind.DeleteExpression || node.kind === SyntaxKind.AwaitExpression
}
