// How panels ask for a metric: of the chosen slowburns alone, and with the name that each series has.
import { indicatorMetric, type Part } from '../../src/exposition/catalogue.ts'
import { changeEffect } from '../../src/exposition/metrics/changes.ts'
import { seriesInfo } from '../../src/exposition/metrics/series.ts'
import { buildInfo } from '../../src/exposition/metrics/service.ts'
import type { Indicator } from '../../src/indicators/indicator.ts'

export const HERE = 'job=~"$job", instance=~"$instance"'

type Family = { readonly name: string }
type Labelled = Family & { readonly labels: readonly string[] }

/** A metric of the chosen slowburns. */
export function only(family: Family, matchers = ''): string {
  return `${family.name}{${HERE}${matchers === '' ? '' : `, ${matchers}`}}`
}

/** What is said about each series, with the name and the page of the series: whatever it is split by, they tell it from others. */
export function named(family: Labelled, matchers = ''): string {
  const own = family.labels.filter(label => label !== 'indicator')
  return withName(only(family, matchers), [...own, 'series', 'page'].join(', '), '')
}

/**
 * What one metric says of a thing, with the labels that others say of the same. Two are of one thing where all labels are alike but those that one
 * of them alone has: whatever labels the targets have, of several clusters say, nothing of one is taken for another's.
 */
export function joined(first: Labelled, ...others: readonly Labelled[]): string {
  const all = [first, ...others]
  const own = [...new Set(all.flatMap(({ labels }) => labels))].filter(
    label => !all.every(({ labels }) => labels.includes(label)),
  )
  const on = own.length === 0 ? '' : `ignoring (${own.join(', ')}) `
  const known = new Set(first.labels)
  return others.reduce((expr, one) => {
    const brought = one.labels.filter(label => !known.has(label))
    for (const label of brought) known.add(label)
    return `${expr} * ${on}group_left (${brought.join(', ')}) ${only(one)}`
  }, only(first))
}

/** Lines of one query, at most: more of them nobody tells apart, and a hundred slowburns have thousands. */
const MOST_LINES = 50

/** Rows of a table, at most. */
const MOST_ROWS = 500

/**
 * A gauge of an indicator, with the name and the page of each of its series: of those that have changed most, and then of others. Which
 * these are is asked once, of the end of the graph, and not at each of its steps.
 */
export function of(indicator: Indicator, part: Part = 'value'): string {
  const own = `indicator="${indicator.name}"`
  const info = only(seriesInfo, own)
  // The address of the pages may have changed within the range: a series is still one, with the page that it has now.
  const names = `topk without (page) (1, 2 * ${info} @ end() or ${lastly(info)})`
  const changed = `abs(${lastly(only(changeEffect, own))}) * ignoring (series, page) group_left (series, page) ${names}`
  const drawn = `topk(${MOST_LINES}, ${changed} or 0 * ${names}) >= bool 0`
  const value = only({ name: indicatorMetric(indicator, part) })
  return `${value} * ignoring (indicator, series, page) group_left (series, page) (${drawn})`
}

/** The names of the series that there were within the range of the board, the same at each step. */
export function namesWithin(matchers: string): string {
  return `max without (page) (${lastly(only(seriesInfo, matchers))})`
}

/** The last that was known within the range of the board, the same at each step. */
export function lastly(selector: string): string {
  return `last_over_time(${selector}[$__range] @ end())`
}

/** The first rows of a table: those of `first`, then others of `all`. */
export function firstRows(all: string, first?: string): string {
  return first === undefined ? `topk(${MOST_ROWS}, ${all})` : `topk(${MOST_ROWS}, 2 * ${first} or ${all})`
}

/** The same without the name of the metric: a table joins only what is alike. */
export function nameless(expression: string): string {
  return `sum without () (${expression})`
}

/** 0 where nothing is found and slowburn answers; nothing where it does not, for that is no zero. */
export function orZero(expression: string): string {
  return `${expression} or 0 * count(${only(buildInfo)})`
}

/** What a metric that others have too says of slowburns: where all are chosen, each target of the Prometheus is. */
export function ofSlowburns(expression: string): string {
  return `${expression} and on (job, instance) ${only(buildInfo)}`
}

/**
 * Whether each slowburn answers, by what the scrape says of it: of one that has been slowburn within the range of the board, or whose
 * job says that it is one though it never answered, as the rule SlowburnDown asks.
 */
export function answers(compared = ''): string {
  const within = lastly(only(buildInfo))
  return `${only(UP)}${compared} and on (job, instance) ${within} or ${only(UP, 'job=~".*slowburn.*"')}${compared}`
}

const UP = { name: 'up' }

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
