// What each recipe of CONTRIBUTING writes, counted: the rest of that page is written by hand.
import { pageWithBlocks } from '../blocks.ts'
import { filesOf } from '../new.ts'
import { kinds } from './kinds.ts'

export const RECIPES = 'CONTRIBUTING.md'

export function recipePage(root: string): string {
  const rows = Object.entries(kinds).map(([kind, found]) => {
    const files = filesOf(root, found)
    const pages = files.filter(path => path.endsWith('.md')).length
    const tests = files.filter(path => /^test\/|\.test\.yml$/.test(path)).length
    const isTemplate = found.files.every(path => path.startsWith('generate/templates/'))
    const from = isTemplate ? 'a minimal one' : `\`${found.sibling}\``
    return `| \`${kind}\` | ${from} | ${files.length - pages - tests} | ${tests} | ${pages} |\n`
  })
  const table = `| kind | is copied from | code | tests | pages |\n|---|---|---|---|---|\n${rows.join('')}`
  return pageWithBlocks(root, RECIPES, { 'files that each kind is made of': table })
}
