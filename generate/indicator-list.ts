// The list of the indicators in the page about them.
import { indicators } from '../src/indicators/registry.ts'
import { pageWithBlocks } from './blocks.ts'

export const INDICATOR_PAGE = 'docs/reference/indicators/README.md'

export function indicatorPage(root: string): string {
  const rows = indicators.map(({ name, help }) => {
    const file = name.replaceAll('_', '-')
    return `| [${file}](${file}.md) | ${help} |\n`
  })
  return pageWithBlocks(root, INDICATOR_PAGE, {
    'one line an indicator': `| indicator | is |\n|---|---|\n${rows.join('')}`,
  })
}
