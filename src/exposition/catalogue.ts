// The one list of the metrics that slowburn exposes. Rendering, OTLP, the reference page, the dashboard and
// the rules are all made from it or checked against it.
import { distinct } from '../core/names/distinct.ts'
import type { Indicator, Unit } from '../indicators/indicator.ts'
import { type Metric, type MetricFamily, type MetricFault, unitOf } from './metric.ts'
import { files, members } from './metrics/members.ts'
import { soundMetrics } from './sound-metrics.ts'

const judged = soundMetrics(distinct(members, files, ({ name }) => name))

/** Every metric that does not depend on the indicators. */
export const metrics: readonly Metric[] = judged.sound

/** What is wrong with those that are left out for what they declare. */
export const unsoundMetrics: readonly MetricFault[] = judged.faults

/** The gauges of one indicator: its estimate with interval, and the band within which it counts as normal. */
export const PARTS = ['value', 'lower', 'upper', 'baseline', 'baseline_lower', 'baseline_upper'] as const
export type Part = (typeof PARTS)[number]

/** Name of a gauge of an indicator: `slowburn_task_run_time_p50_lower_seconds`. The unit comes last. */
export function indicatorMetric(indicator: Pick<Indicator, 'name' | 'unit'>, part: Part = 'value'): string {
  const middle = part === 'value' ? '' : `_${part}`
  return `slowburn_${indicator.name}${middle}${SUFFIX[indicator.unit]}`
}

/** The six gauges of one indicator. */
export function indicatorFamilies(indicator: Indicator): Record<Part, MetricFamily> {
  const entries = PARTS.map(part => [part, indicatorFamily(indicator, part)] as const)
  return Object.fromEntries(entries) as Record<Part, MetricFamily>
}

/**
 * A count in a bucket once more, as a rate per second: buckets differ in width, so that counts cannot be added up and rates can. Null of an
 * indicator that is no count.
 */
export function rateFamily({ name, help, family, unit }: Indicator): MetricFamily | null {
  if (family !== 'count' || unit !== 'count') return null
  return {
    name: `slowburn_${name}_per_second`,
    type: 'gauge',
    help: `The same per second, whatever the width of the bucket, so that it can be added up: ${help}`,
    labels: [],
    perSeries: true,
    unit: null,
    topic: 'indicators',
  }
}

/** All gauges of one indicator, in the order in which they are exposed. */
export function familiesOf(indicator: Indicator): MetricFamily[] {
  const rate = rateFamily(indicator)
  const parts = Object.values(indicatorFamilies(indicator))
  return rate === null ? parts : [...parts, rate]
}

/**
 * All families of a slowburn with these indicators, in the order in which they are exposed.
 * Throws if two of them would bear the same name, or a name is not one that Prometheus accepts.
 */
export function catalogue(indicators: readonly Indicator[]): MetricFamily[] {
  const families = [...metrics, ...indicators.flatMap(familiesOf)]
  const names = new Set<string>()
  for (const { name } of families) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`metric name ${name} is not snake case`)
    if (names.has(name)) throw new Error(`two metrics are named ${name}; rename one of them`)
    names.add(name)
  }
  return families
}

/** `_count` belongs to histograms, so that a plain count goes without suffix. */
const SUFFIX: Readonly<Record<Unit, string>> = {
  seconds: '_seconds',
  ratio: '_ratio',
  count: '',
  unitless: '',
}

const PART_HELP: Readonly<Record<Part, string>> = {
  value: '',
  lower: 'Lower end of the interval of: ',
  upper: 'Upper end of the interval of: ',
  baseline: 'Normal level of: ',
  baseline_lower: 'Lower end of the normal band of: ',
  baseline_upper: 'Upper end of the normal band of: ',
}

function indicatorFamily(indicator: Indicator, part: Part): MetricFamily {
  const name = indicatorMetric(indicator, part)
  return {
    name,
    type: 'gauge',
    help: `${PART_HELP[part]}${indicator.help}`,
    labels: [],
    perSeries: true,
    unit: unitOf(name),
    topic: 'indicators',
  }
}
