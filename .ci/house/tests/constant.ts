// What an expression of a test always is, whatever runs it: literals, what is put together of them, and constants of the file.
import { isIdentifier, type Node, SyntaxKind } from 'typescript/unstable/ast'
import { type Syntax, within } from '../syntax.ts'

export interface Constant {
  readonly value: unknown
}

/** Null where it may vary. */
export type Constants = (node: Node) => Constant | null

/** Parts of a node by the names that the compiler gives them. */
type Parts = Partial<
  Record<'expression' | 'left' | 'right' | 'operand' | 'condition' | 'whenTrue' | 'whenFalse', Node>
> & {
  readonly text?: string
  readonly operator?: SyntaxKind
  readonly operatorToken?: { readonly kind: SyntaxKind }
}

/** Of a file: a name that stands for one `const` of it, and for nothing else in it, is what that is. */
export function constantsOf(syntax: Syntax): Constants {
  const declared = new Map<string, Node | null>()
  for (const node of within(syntax)) {
    const { name, initializer } = node as { name?: Node; initializer?: Node }
    if (name === undefined || !isIdentifier(name) || !DECLARING.has(node.kind)) continue
    const isConstant = node.kind === SyntaxKind.VariableDeclaration && isConst(node)
    declared.set(name.text, isConstant && !declared.has(name.text) ? (initializer ?? null) : null)
  }
  const constantOf = (node: Node, deep = 0): Constant | null => {
    if (deep > 20) return null
    const next = (part: Node | undefined): Constant | null =>
      part === undefined ? null : constantOf(part, deep + 1)
    if (!isIdentifier(node)) return folded(node, next)
    if (node.text === 'undefined') return { value: undefined }
    const initializer = declared.get(node.text)
    return initializer ? next(initializer) : null
  }
  return node => constantOf(node)
}

const DECLARING: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.VariableDeclaration,
  SyntaxKind.BindingElement,
  SyntaxKind.Parameter,
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.ImportSpecifier,
  SyntaxKind.ImportClause,
])

function isConst({ parent }: Node): boolean {
  const list = parent as Node & { readonly flags: number }
  // The flag of `const` among those of a list of declarations.
  return list.kind === SyntaxKind.VariableDeclarationList && /^const\b/.test(list.getText())
}

/** Kinds that are what stands in them. */
const WRAPPING: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.ParenthesizedExpression,
  SyntaxKind.AsExpression,
  SyntaxKind.SatisfiesExpression,
  SyntaxKind.NonNullExpression,
  SyntaxKind.TypeAssertionExpression,
])

function folded(node: Node, of: (part: Node | undefined) => Constant | null): Constant | null {
  const { text, expression, operand, operator, left, right, operatorToken, condition, whenTrue, whenFalse } =
    node as unknown as Parts
  if (WRAPPING.has(node.kind)) return of(expression)
  switch (node.kind) {
    case SyntaxKind.TrueKeyword:
      return { value: true }
    case SyntaxKind.FalseKeyword:
      return { value: false }
    case SyntaxKind.NullKeyword:
      return { value: null }
    case SyntaxKind.StringLiteral:
    case SyntaxKind.NoSubstitutionTemplateLiteral:
      return { value: text }
    case SyntaxKind.NumericLiteral:
      return { value: Number(text?.replaceAll('_', '')) }
    case SyntaxKind.VoidExpression:
      return { value: undefined }
    case SyntaxKind.PrefixUnaryExpression: {
      const found = of(operand)
      if (found === null) return null
      if (operator === SyntaxKind.ExclamationToken) return { value: !found.value }
      return operator === SyntaxKind.MinusToken ? { value: -Number(found.value) } : null
    }
    case SyntaxKind.ConditionalExpression: {
      const found = of(condition)
      return found && of(found.value ? whenTrue : whenFalse)
    }
    case SyntaxKind.BinaryExpression:
      return combined(operatorToken?.kind, of(left), () => of(right))
    default:
      return null
  }
}

function combined(
  operator: SyntaxKind | undefined,
  left: Constant | null,
  right: () => Constant | null,
): Constant | null {
  if (left === null) return null
  if (operator === SyntaxKind.AmpersandAmpersandToken) return left.value ? right() : left
  if (operator === SyntaxKind.BarBarToken) return left.value ? left : right()
  const other = right()
  if (other === null) return null
  if (operator === SyntaxKind.PlusToken) return { value: `${String(left.value)}${String(other.value)}` }
  if (operator === SyntaxKind.EqualsEqualsEqualsToken) return { value: left.value === other.value }
  return operator === SyntaxKind.ExclamationEqualsEqualsToken ? { value: left.value !== other.value } : null
}
