// How panels ask for a metric: of the chosen slowburns alone, and with the name that each series has.
import { indicatorMetric, type Part } from '../../src/exposition/catalogue.ts'
import { seriesInfo } from '../../src/exposition/metrics/series.ts'
import { buildInfo } from '../../src/exposition/metrics/service.ts'
import type { Indicator } from '../../src/indicators/indicator.ts'

export const HERE = 'job=~"$job", instance=~"$instance"'

type Family = { readonly name: string }

/** A metric of the chosen slowburns. */
export function only(family: Family, matchers = ''): string {
  return `${family.name}{${HERE}${matchers === '' ? '' : `, ${matchers}`}}`
}

/** What is said about each series, with the name and the page of the series: whatever it is split by, they tell it from others. */
export function named(family: Family & { readonly labels: readonly string[] }, matchers = ''): string {
  const own = family.labels.filter(label => label !== 'indicator')
  return withName(only(family, matchers), [...own, 'series', 'page'].join(', '), '')
}

/** A gauge of an indicator, with the name and the page of each of its series. */
export function of(indicator: Indicator, part: Part = 'value'): string {
  const name = { name: indicatorMetric(indicator, part) }
  return withName(only(name), 'indicator, series, page', `indicator="${indicator.name}"`)
}

/** The same without the name of the metric: a table joins only what is alike. */
export function nameless(expression: string): string {
  return `sum without () (${expression})`
}

/** 0 where nothing is found and slowburn answers; nothing where it does not, for that is no zero. */
export function orZero(expression: string): string {
  return `${expression} or 0 * count(${only(buildInfo)})`
}

export function rate(family: Family, by: string): string {
  return `sum by (${by}) (rate(${only(family)}[$__rate_interval]))`
}

/** Mean of what a histogram has observed. */
export function mean({ name }: Family, by: string): string {
  return `${rate({ name: `${name}_sum` }, by)} / ${rate({ name: `${name}_count` }, by)}`
}

function withName(expression: string, unmatched: string, matchers: string): string {
  return `${expression} * ignoring (${unmatched}) group_left (series, page) ${only(seriesInfo, matchers)}`
}
