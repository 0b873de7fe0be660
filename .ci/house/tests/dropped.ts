// Functions within a test that nobody calls: what they assert is asserted by nothing.
import { isFunctionLikeDeclaration, isIdentifier, type Node, SyntaxKind } from 'typescript/unstable/ast'
import { within } from '../syntax.ts'

/** The nodes in it that may run: all, but for what is in functions whose name is used nowhere else, or that are written and left there. */
export function* running(node: Node): Generator<Node> {
  const used = namesUsedIn(node)
  yield* walk(node, node, used)
}

function* walk(node: Node, top: Node, used: ReadonlyMap<string, readonly Node[]>): Generator<Node> {
  if (node !== top && isFunctionLikeDeclaration(node) && isDropped(node, used)) return
  yield node
  const children: Node[] = []
  node.forEachChild(child => {
    children.push(child)
  })
  for (const child of children) yield* walk(child, top, used)
}

/** Where each name is used, but for where it is declared. */
function namesUsedIn(node: Node): ReadonlyMap<string, readonly Node[]> {
  const used = new Map<string, Node[]>()
  for (const one of within(node)) {
    if (!isIdentifier(one)) continue
    const isDeclared = (one.parent as { name?: Node }).name === one
    if (isDeclared && one.parent.kind !== SyntaxKind.ShorthandPropertyAssignment) continue
    used.set(one.text, [...(used.get(one.text) ?? []), one])
  }
  return used
}

const LEFT: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.ExpressionStatement,
  SyntaxKind.VoidExpression,
  SyntaxKind.TypeOfExpression,
  SyntaxKind.ParenthesizedExpression,
])

function isDropped(node: Node, used: ReadonlyMap<string, readonly Node[]>): boolean {
  const { parent } = node
  const own = (node as { name?: Node }).name ?? (parent as { name?: Node }).name
  const isNamed =
    node.kind === SyntaxKind.FunctionDeclaration || parent.kind === SyntaxKind.VariableDeclaration
  if (isNamed && own !== undefined && isIdentifier(own)) {
    const uses = used.get(own.text) ?? []
    return uses.every(use => isIn(use, node) || isLeft(use))
  }
  return isLeft(node)
}

function isIn(node: Node, other: Node): boolean {
  for (let up: Node | undefined = node; up !== undefined; up = up.parent) if (up === other) return true
  return false
}

/** Whether it is written and nothing is made of it: `check`, `void check`, `void (() => ...)`. */
function isLeft(node: Node): boolean {
  const { parent } = node
  if (!LEFT.has(parent.kind)) return false
  return parent.kind !== SyntaxKind.ParenthesizedExpression || isLeft(parent)
}
