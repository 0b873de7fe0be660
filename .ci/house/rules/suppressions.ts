// A check is kept, not switched off: comments that do so are refused, but where `allowances` in layout.ts gives the reason.
import { allowances } from '../layout.ts'
import type { Rule } from '../rule.ts'

const OFF = /((?:biome|oxlint|eslint)-(?:ignore|disable)\S*|@ts-(?:ignore|expect-error|nocheck))(.*)/

export const suppressions: Rule = {
  name: 'suppressions',
  check: tree =>
    tree.files.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const [, how, what = ''] = OFF.exec(line) ?? []
        if (how === undefined || allowances[path]?.some(rule => what.includes(rule))) return []
        return [`${path}:${index + 1}: ${how} switches a check off; mend what it finds`]
      }),
    ),
}
