// What a file imports, by whichever way it is written.
import { dirname, relative, resolve, sep } from 'node:path'
import {
  isCallExpression,
  isExportDeclaration,
  isImportDeclaration,
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
  isTemplateExpression,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { type Syntax, within } from './syntax.ts'

export interface Import {
  readonly from: string
  /** The imported file's path from the root, or the package's name where `external`. */
  readonly to: string
  readonly external: boolean
}

/**
 * Packages that are imported, and files of ours that are named at all by a path from this one: an import of code or of types, a
 * re-export, a lazy import, and the file of a worker, whose name may be chosen first and used later.
 */
export function importsOf(
  { path: from, syntax }: { path: string; syntax: Syntax },
  known: ReadonlySet<string>,
): Import[] {
  const found: Import[] = []
  const placeOf = (target: string): string =>
    relative('/', resolve('/', dirname(from), target))
      .split(sep)
      .join('/')
  for (const node of within(syntax)) {
    const text = textOf(node)
    if (text === null) continue
    if (/^\.{1,2}\//.test(text)) {
      const place = placeOf(text)
      const named = isTemplateExpression(node)
        ? [...known].filter(path => path.startsWith(place))
        : [place].filter(path => known.has(path) || (isSpecifier(node) && /\.[cm]?[jt]sx?$/.test(path)))
      found.push(...named.filter(to => to !== from).map(to => ({ from, to, external: false })))
    } else if (isSpecifier(node)) found.push({ from, to: text, external: true })
  }
  return found
}

/** Of a string what it says, of a template what it begins with. */
function textOf(node: Node): string | null {
  if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return node.text
  return isTemplateExpression(node) ? node.head.text : null
}

/** Whether the text is what an import, a re-export or a lazy import names. */
function isSpecifier(node: Node): boolean {
  const { parent } = node
  if (isImportDeclaration(parent) || isExportDeclaration(parent)) return true
  if (parent.kind === SyntaxKind.ExternalModuleReference) return true
  if (parent.kind === SyntaxKind.LiteralType && parent.parent.kind === SyntaxKind.ImportType) return true
  return isCallExpression(parent) && parent.expression.kind === SyntaxKind.ImportKeyword
}
