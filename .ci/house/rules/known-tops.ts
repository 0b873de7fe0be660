// Code lies in the folders that every other check looks into: a copy beside them would be seen by none.
import { globSync } from 'node:fs'
import { sep } from 'node:path'
import type { Rule } from '../rule.ts'
import { ENDINGS, tops } from '../source-tree.ts'

/** What is installed, built or measured here, and is not of the checkout. */
const NOT_OURS: ReadonlySet<string> = new Set(['node_modules', 'dist', 'coverage'])

export const knownTops: Rule = {
  name: 'known-tops',
  check: ({ root }) => {
    const known: ReadonlySet<string> = new Set([...tops, ...NOT_OURS])
    const paths = globSync([`*/**/*.${ENDINGS}`, `*.${ENDINGS}`], {
      cwd: root,
      exclude: path => NOT_OURS.has(path),
    })
    const strange = new Set(paths.map(path => path.split(sep)[0] ?? '').filter(top => !known.has(top)))
    return [...strange]
      .sort()
      .map(top => `${top}: code lies in ${tops.join(', ')}; move it there, or remove it`)
  },
}
