// What code of `src/` imports is written where it is imported, as a plain name: whatever hides it hides it from the other rules.
// Not seen: names that are put together and called otherwise than by `import`, as with `globalThis[a + b]`, and code that a worker is
// given as a text. The file of a worker counts as imported by the path that is written.
import {
  isCallExpression,
  isElementAccessExpression,
  isIdentifier,
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
  isTemplateExpression,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { isSpecifier } from '../imports.ts'
import { loading } from '../layout.ts'
import type { Rule } from '../rule.ts'
import { inSource } from '../source-tree.ts'
import { lineOf, within } from '../syntax.ts'

export const plainImports: Rule = {
  name: 'plain-imports',
  check: tree =>
    tree.files.filter(inSource).flatMap(({ path, text, syntax }) => [
      ...referencesIn(text).map(line => `${path}:${line}: a reference in a comment; write an import`),
      ...[...within(syntax)].flatMap(node => {
        const fault = faultOf(node, loading[path] ?? [])
        return fault === null ? [] : [`${path}:${lineOf(node, syntax)}: ${fault}`]
      }),
    ]),
}

/** Lines of comments that bring in a file or a package, as `<reference path="..." />`; a library of the language brings in nothing. */
function referencesIn(text: string): number[] {
  const isReference = /^\s*\/\/\/\s*<(?:reference\s(?!lib=)|amd-)/
  return text.split('\n').flatMap((line, index) => (isReference.test(line) ? [index + 1] : []))
}

/** What loads code, or makes it of a text. */
const LOADERS: ReadonlySet<string> = new Set([
  'require',
  'createRequire',
  'getBuiltinModule',
  'registerHooks',
  'dlopen',
  'runInThisContext',
  'runInNewContext',
  'runInContext',
  'eval',
  'Function',
])

/** `Function` and `require` are also words of types and of comments; as a type they load nothing. */
const TYPES: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.TypeReference, SyntaxKind.PropertySignature])

function faultOf(node: Node, allowed: readonly string[]): string | null {
  const name = loaderOf(node)
  if (name !== null && !allowed.includes(name)) return `${name} hides what is loaded; write an import`
  if (isString(node) && isSpecifier(node)) return faultOfName(node.text)
  if (!isCallExpression(node) || node.expression.kind !== SyntaxKind.ImportKeyword) return null
  const [loaded] = node.arguments
  return loaded !== undefined && isString(loaded) ? null : 'a lazy import names its file in a plain string'
}

/** Written as a name, or in brackets as a text. */
function loaderOf(node: Node): string | null {
  if (isIdentifier(node)) return LOADERS.has(node.text) && !TYPES.has(node.parent.kind) ? node.text : null
  const bracketed = isString(node) && isElementAccessExpression(node.parent)
  return bracketed && LOADERS.has(node.text) ? node.text : null
}

function isString(node: Node): node is Node & { readonly text: string } {
  return (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) && !isTemplateExpression(node)
}

/** A path from the file, a package, or `node:`: what is asked of a file by `?` or `#`, or written in `%`, is read twice or elsewhere. */
const PLAIN = /^(?:\.{1,2}(?:\/[\w.-]+)+|node:[\w/]+|(?:@[\w.-]+\/)?[\w-][\w.-]*(?:\/[\w.-]+)*)$/

function faultOfName(text: string): string | null {
  if (text === 'slowburn' || text.startsWith('slowburn/'))
    return `${text} is this package itself; import the file`
  if (PLAIN.test(text)) return null
  return `${text} is no plain path and no package; write the path of the file from here`
}
