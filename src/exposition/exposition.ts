// What /metrics answers. Gauges are rendered once a tick from a snapshot; counters and histograms are kept by
// prom-client. A scrape joins the two texts: it touches neither a source nor the database.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Indicator } from '../indicators/indicator.ts'
import { catalogue, type MetricFamily, metrics } from './catalogue.ts'
import { type FamilyData, type GaugeFamily, gaugeData, type HistogramSample, renderGauges } from './family.ts'
import { gaugesOf } from './gauges.ts'
import { type LabelSet, labelSet, labelValue, NO_LABELS } from './labels.ts'
import type { Snapshot } from './snapshot.ts'

export interface Exposition {
  readonly contentType: string
  /** The text of a scrape. */
  metrics(): Promise<{ contentType: string; body: string }>
  /** The same as data, for other ways out. */
  collect(): Promise<FamilyData[]>
  /** Replaces all gauges at once; a scrape sees either the state before or the state after. */
  publish(snapshot: Snapshot): void
  readonly instruments: Instruments
}

/** What the stages report while they work. A number that cannot be counted is left out; nothing here throws. */
export interface Instruments {
  /** How long a stage took in one tick. */
  tickStage(stage: string, seconds: number): void
  tickFailed(stage: string): void
  sourcePull(source: string, seconds: number, ok: boolean): void
  events(source: string, type: string, count: number): void
  refused(source: string, reason: string, count: number): void
  late(source: string, count: number): void
  labelOverflow(label: string, count: number): void
  delivery(notifier: string, outcome: DeliveryOutcome): void
  received(outcome: 'taken' | 'ours' | 'ignored', count: number): void
}

export type DeliveryOutcome = 'accepted' | 'retry' | 'permanent' | 'unknown'

export interface ExpositionOptions {
  version: string
  indicators: readonly Indicator[]
  /** Also expose the metrics of the process and of Node.js. Default true. */
  defaultMetrics?: boolean
  /** Names known beforehand: their counters start at 0, so that the first increase is seen as one. */
  known?: { stages?: readonly string[]; sources?: readonly string[]; notifiers?: readonly string[] }
}

export function createExposition(options: ExpositionOptions): Exposition {
  const { version, indicators } = options
  catalogue(indicators)
  const registry = new Registry()
  new Gauge({ ...declaration(metrics.buildInfo), registers: [registry] }).set(
    { version: labelValue(version), node_version: process.version },
    1,
  )
  const instruments = createInstruments(registry, options.known ?? {})
  if (options.defaultMetrics ?? true) collectProcessMetrics(registry)

  let gauges: readonly GaugeFamily[] = []
  let text = ''
  const { contentType } = registry
  return {
    contentType,
    instruments,
    metrics: async () => {
      const own = await registry.metrics()
      return { contentType, body: text === '' ? own : `${own}\n${text}` }
    },
    collect: async () => [...(await ownFamilies(registry)), ...gauges.map(gaugeData)],
    publish: snapshot => {
      const next = gaugesOf(snapshot, indicators)
      text = renderGauges(next)
      gauges = next
    },
  }
}

const OUTCOMES: readonly DeliveryOutcome[] = ['accepted', 'retry', 'permanent', 'unknown']

function createInstruments(
  registry: Registry,
  { stages = [], sources = [], notifiers = [] }: NonNullable<ExpositionOptions['known']>,
): Instruments {
  const count = counter(registry)
  const time = histogram(registry)
  const tickStage = time(metrics.tickStage)
  const tickFailures = count(metrics.tickFailures)
  const pull = time(metrics.sourcePull)
  const pullFailures = count(metrics.sourcePullFailures)
  const events = count(metrics.sourceEvents)
  const refused = count(metrics.sourceRefused)
  const late = count(metrics.lateEvents)
  const overflow = count(metrics.labelOverflow)
  const reports = count(metrics.receivedReports)
  const deliveries = count(metrics.deliveries)

  for (const stage of stages) tickFailures({ stage }, 0)
  for (const source of sources) {
    pullFailures({ source }, 0)
    late({ source }, 0)
  }
  for (const notifier of notifiers) {
    for (const outcome of OUTCOMES) deliveries({ notifier, outcome }, 0)
  }
  return {
    tickStage: (stage, seconds) => tickStage({ stage }, seconds),
    tickFailed: stage => tickFailures({ stage }, 1),
    sourcePull: (source, seconds, ok) => {
      pull({ source }, seconds)
      pullFailures({ source }, ok ? 0 : 1)
    },
    events: (source, type, n) => events({ source, type }, n),
    refused: (source, reason, n) => refused({ source, reason }, n),
    late: (source, n) => late({ source }, n),
    labelOverflow: (label, n) => overflow({ label }, n),
    delivery: (notifier, outcome) => deliveries({ notifier, outcome }, 1),
    received: (outcome, n) => reports({ outcome }, n),
  }
}

type LabelValues = Readonly<Record<string, string>>

function counter(registry: Registry): (family: MetricFamily) => (labels: LabelValues, by: number) => void {
  return family => {
    const instrument = new Counter({ ...declaration(family), registers: [registry] })
    return (labels, by) => {
      if (Number.isFinite(by) && by >= 0) instrument.inc(cleaned(labels), by)
    }
  }
}

function histogram(
  registry: Registry,
): (family: MetricFamily) => (labels: LabelValues, seconds: number) => void {
  return family => {
    const buckets = [...(family.buckets ?? [])]
    const instrument = new Histogram({ ...declaration(family), buckets, registers: [registry] })
    return (labels, seconds) => {
      if (Number.isFinite(seconds) && seconds >= 0) instrument.observe(cleaned(labels), seconds)
    }
  }
}

function declaration({ name, help, labels }: MetricFamily): {
  name: string
  help: string
  labelNames: string[]
} {
  return { name, help, labelNames: [...labels] }
}

function cleaned(labels: LabelValues): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, labelValue(value)]))
}

/** Of prom-client's metrics, those named like counters though they are gauges are left out. */
function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
  for (const { name, type } of registry.getMetricsAsArray()) {
    if (String(type) === 'gauge' && name.endsWith('_total')) registry.removeSingleMetric(name)
  }
}

async function ownFamilies(registry: Registry): Promise<FamilyData[]> {
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
