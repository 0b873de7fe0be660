// What a file imports, by whichever way it is written.
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
  for (const node of within(syntax)) {
    const text = textOf(node)
    if (text === null) continue
    const place = placeOf(text, from)
    if (place !== null) {
      const named = isTemplateExpression(node)
        ? [...known].filter(path => path.startsWith(place))
        : [place].filter(path => known.has(path) || (isSpecifier(node) && /\.[cm]?[jt]sx?$/.test(path)))
      found.push(...named.filter(to => to !== from).map(to => ({ from, to, external: false })))
    } else if (isSpecifier(node)) found.push({ from, to: text, external: true })
  }
  return found
}

/** Where a path from the file leads, from the root: read as Node reads it, without `?x` and `#x`, `%77` as `w`. */
function placeOf(text: string, from: string): string | null {
  if (!/^\.{1,2}\//.test(text) || !URL.canParse(text, `file:///${from}`)) return null
  const { pathname } = new URL(text, `file:///${from}`)
  try {
    return decodeURIComponent(pathname).slice(1)
  } catch {
    return pathname.slice(1)
  }
}

/** Of a string what it says, of a template what it begins with. */
function textOf(node: Node): string | null {
  if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return node.text
  return isTemplateExpression(node) ? node.head.text : null
}

/** Whether the string is what an import, a re-export or a lazy import names. */
export function isSpecifier(node: Node): boolean {
  const { parent } = node
  if (isImportDeclaration(parent) || isExportDeclaration(parent)) return true
  if (parent.kind === SyntaxKind.ExternalModuleReference) return true
  if (parent.kind === SyntaxKind.LiteralType && parent.parent.kind === SyntaxKind.ImportType) return true
  return isCallExpression(parent) && parent.expression.kind === SyntaxKind.ImportKeyword
}
