// What is written in one place stays there: escaping for HTML, and the drawing of charts.
import {
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
  isTemplateExpression,
  type Node,
} from 'typescript/unstable/ast'
import { places } from '../layout.ts'
import type { Rule } from '../rule.ts'
import { inSource } from '../source-tree.ts'
import { lineOf, within } from '../syntax.ts'

export const onePlace: Rule = {
  name: 'one-place',
  check: tree =>
    tree.files.filter(inSource).flatMap(({ path, syntax }) =>
      [...within(syntax)].flatMap(node => {
        const text = textOf(node)
        return places.flatMap(({ what, written, where }) =>
          written.test(text) && !where.some(place => path.startsWith(place))
            ? [`${path}:${lineOf(node, syntax)}: ${what}; use what ${where[0]} offers`]
            : [],
        )
      }),
    ),
}

function textOf(node: Node): string {
  if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!isTemplateExpression(node)) return ''
  return [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('')
}
