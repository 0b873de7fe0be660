// The metrics that prom-client keeps, as data: counters, what runs, and those of the process.
import { collectDefaultMetrics, type Registry } from 'prom-client'
import type { FamilyData, HistogramSample } from '../family.ts'
import { type LabelSet, labelSet, NO_LABELS } from '../labels.ts'

/** Of prom-client's metrics, those named like counters though they are gauges are left out. */
export function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
  for (const { name, type } of registry.getMetricsAsArray()) {
    if (String(type) === 'gauge' && name.endsWith('_total')) registry.removeSingleMetric(name)
  }
}

export async function familiesOf(registry: Registry): Promise<FamilyData[]> {
  const families = await registry.getMetricsAsJSON()
  return families.flatMap(({ name, help, type, values }): FamilyData[] => {
    const kind = String(type)
    if (kind === 'histogram') return [{ name, help, type: kind, histograms: histograms(name, values) }]
    if (kind !== 'counter' && kind !== 'gauge') return []
    return [
      {
        name,
        help,
        type: kind,
        samples: values.map(({ labels, value }) => ({ labels: textual(labels), value })),
      },
    ]
  })
}

interface RawValue {
  labels: Partial<Record<string, string | number>>
  value: number
  metricName?: string
}

/** Joins the `_bucket`, `_sum` and `_count` values of a histogram again. */
function histograms(name: string, values: readonly RawValue[]): HistogramSample[] {
  const found = new Map<string, HistogramSample>()
  for (const { labels, value, metricName } of values) {
    const { le, ...rest } = labels
    const set = textual(rest)
    const sample = found.get(set.text) ?? { labels: set, bounds: [], cumulative: [], sum: 0, count: 0 }
    found.set(set.text, sample)
    if (metricName === `${name}_sum`) sample.sum = value
    else if (metricName === `${name}_count`) sample.count = value
    else if (le !== undefined && le !== '+Inf') {
      sample.bounds.push(Number(le))
      sample.cumulative.push(value)
    }
  }
  return [...found.values()]
}

function textual(labels: RawValue['labels']): LabelSet {
  const entries = Object.entries(labels).map(([name, value]) => [name, String(value ?? '')])
  return entries.length === 0 ? NO_LABELS : labelSet(Object.fromEntries(entries))
}
