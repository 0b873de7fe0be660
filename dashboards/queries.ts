// How the panels ask for a metric: of the chosen instances, and of the chosen labels where it is split by them.
import { indicatorMetric, type Part } from '../src/exposition/catalogue.ts'
import type { Indicator } from '../src/indicators/indicator.ts'

export const HERE = 'instance=~"$instance"'

/** Labels by which the reader may choose. */
const CHOSEN = ['task_type', 'claim_type']

export function of(indicator: Indicator, part: Part = 'value'): string {
  const chosen = indicator.by.filter(label => CHOSEN.includes(label)).map(label => `${label}=~"$${label}"`)
  return `${indicatorMetric(indicator, part)}{${[HERE, ...chosen].join(', ')}}`
}

export function only(family: { name: string }, matchers = ''): string {
  return `${family.name}{${HERE}${matchers === '' ? '' : `, ${matchers}`}}`
}
