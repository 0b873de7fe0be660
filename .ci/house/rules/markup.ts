// HTML is made by the `html` tag, which escapes what is put into it: a tag in a plain string, or `html` called with strings that are no
// template, is markup that nobody escapes.
import {
  isCallExpression,
  isIdentifier,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isStringLiteral,
  isTaggedTemplateExpression,
  isTemplateExpression,
  type Node,
} from 'typescript/unstable/ast'
import { markupFrom } from '../layout.ts'
import type { Rule } from '../rule.ts'
import { inSource } from '../source-tree.ts'
import { lineOf, within } from '../syntax.ts'

export const markup: Rule = {
  name: 'markup',
  check: tree =>
    tree.files
      .filter(file => inSource(file) && file.path !== markupFrom)
      .flatMap(({ path, syntax }) =>
        [...within(syntax)].flatMap(node => {
          const fault = faultOf(node)
          return fault === null ? [] : [`${path}:${lineOf(node, syntax)}: ${fault}`]
        }),
      ),
}

/** An opening or closing tag of HTML, with what may stand in it. */
const TAG =
  /<\/?(?:a|b|body|br|button|code|dd|div|dl|dt|em|form|h[1-6]|head|html|i|img|input|li|link|meta|ol|option|p|pre|script|section|select|span|strong|style|table|tbody|td|textarea|th|thead|title|tr|ul)(?:\s[^<>]*)?\/?>/i

function faultOf(node: Node): string | null {
  if (isRaw(node)) return 'markup of strings that are no template; write html`...`'
  return TAG.test(textOf(node)) ? 'HTML in a plain string; make it with the html tag' : null
}

/** What is written in a string or template that no tag is put before; what stands in `${}` is looked at by itself. */
function textOf(node: Node): string {
  const isTemplate = isTemplateExpression(node)
  const isPlain = isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)
  if (!(isTemplate || isPlain) || isTaggedTemplateExpression(node.parent)) return ''
  if (isPlain) return node.text
  return [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('x')
}

/** `html([text])`, `Html.join([text], [])`. */
function isRaw(node: Node): boolean {
  if (!isCallExpression(node)) return false
  const { expression } = node
  if (isIdentifier(expression)) return expression.text === 'html'
  return isPropertyAccessExpression(expression) && /^Html\.join$/.test(expression.getText())
}
