// What a series is called among the others of its indicator, and where its page is: two labels that tell any series apart.
import type { Labels } from '../../core/series-key.ts'
import type { ExposedSeries } from '../series-state.ts'
import { pageAt } from './page-at.ts'

export function namesOf({ id, labels }: Pick<ExposedSeries, 'id' | 'labels'>, pages: string | null) {
  return { series: splitOf(labels), page: pageAt(pages, `/series/${id}`) }
}

/** `build, gpt-9`: the values of all its labels, in the order in which its page names them. */
function splitOf(labels: Labels): string {
  const names = Object.keys(labels)
  if (names.length > 1) names.sort()
  let text = ''
  for (const name of names) {
    const value = labels[name] ?? ''
    if (value !== '') text += text === '' ? value : `, ${value}`
  }
  return text === '' ? 'all' : text
}
