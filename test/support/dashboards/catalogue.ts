// What the boards may ask for: every metric that slowburn exposes, with its labels and its dimension.
import { recorded } from '../../../dashboards/recorded.ts'
import { catalogue, familiesOf as gaugesOf } from '../../../src/exposition/catalogue.ts'
import type { MetricFamily } from '../../../src/exposition/metric.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import type { Catalogue, Dimension, Known, Selector } from './promql.ts'

/** Metrics of the process and of Node.js, which come from prom-client, of the scrape, and what the rule file records. */
const OTHERS: Readonly<Record<string, Known>> = {
  up: { labels: [], dimension: 'flag' },
  process_start_time_seconds: { labels: [], dimension: 'timestamp' },
  process_resident_memory_bytes: { labels: [], dimension: 'bytes' },
  process_cpu_seconds_total: { labels: [], dimension: 'seconds' },
  nodejs_eventloop_lag_p99_seconds: { labels: [], dimension: 'seconds' },
  ...Object.fromEntries(Object.values(recorded).map(one => [one.name, one])),
}

const FAMILIES = new Map(catalogue(indicators).map(family => [family.name, family]))

/** Names of all metrics of the catalogue. */
export const METRICS: readonly string[] = [...FAMILIES.keys()]

export const known: Catalogue = selector => {
  const [family] = familiesOf(selector)
  if (family !== undefined) return knownOf(family, selector.metric ?? family.name)
  return OTHERS[selector.metric ?? ''] ?? null
}

/** The families that a selector selects; of a name with `$indicator` those of every indicator. */
export function familiesOf({ metric, matchers }: Selector): MetricFamily[] {
  if (metric !== null) return found(metric) ?? []
  const pattern = matchers.find(({ label, op }) => label === '__name__' && op === '=~')?.value
  if (pattern === undefined) return []
  return indicators.flatMap(indicator => {
    const name = new RegExp(`^(?:${pattern.replaceAll('${indicator}', indicator.name)})$`)
    return gaugesOf(indicator).filter(family => name.test(family.name))
  })
}

function found(name: string): MetricFamily[] | null {
  const family = FAMILIES.get(name) ?? FAMILIES.get(name.replace(/_(bucket|sum|count)$/, ''))
  if (family === undefined) return null
  return family.name === name || family.type === 'histogram' ? [family] : null
}

function knownOf(family: MetricFamily, name: string): Known {
  return { labels: family.labels, dimension: dimensionOf(family, name) }
}

function dimensionOf({ type, help, unit }: MetricFamily, name: string): Dimension {
  if (type === 'histogram' && name.endsWith('_count')) return 'count'
  if (name.endsWith('_timestamp_seconds')) return 'timestamp'
  if (name.endsWith('_bytes')) return 'bytes'
  if (name.endsWith('_per_second')) return 'per second'
  if (unit !== null || name.endsWith('_seconds_sum')) return unit ?? 'seconds'
  return /^(1 |Always 1)/.test(help) && type === 'gauge' ? 'flag' : 'count'
}
