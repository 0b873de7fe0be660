// What /metrics answers. Gauges are rendered once a tick from a snapshot; counters and histograms are kept by
// prom-client. A scrape joins the two texts: it touches neither a source nor the database.
import {
  collectDefaultMetrics,
  Gauge,
  Counter as PromCounter,
  Histogram as PromHistogram,
  Registry,
} from 'prom-client'
import { faultOf } from '../core/errors.ts'
import { frozen } from '../core/parts/frozen.ts'
import type { Labels } from '../core/series-key.ts'
import type { Pause } from '../core/turns/pause.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { AskMetric } from './asked/ask-metric.ts'
import { catalogue, metrics, unsoundMetrics } from './catalogue.ts'
import { type FamilyData, type GaugeFamily, gaugeData, type HistogramSample, renderGauges } from './family.ts'
import { createLabelling, eachGauge, eachSeries, type Labelled } from './gauges.ts'
import { type LabelSet, labelSet, labelValue, NO_LABELS } from './labels.ts'
import type { Counter, Histogram, KnownNames, MetricFamily, MetricFault } from './metric.ts'
import type { Snapshot } from './snapshot.ts'

export interface Exposition {
  readonly contentType: string
  /** The text of a scrape. */
  metrics(): Promise<{ contentType: string; body: string }>
  /** The same as data, for other ways out. */
  collect(): Promise<FamilyData[]>
  /**
   * Replaces all gauges at once; a scrape sees either the state before or the state after. With `pause` others have their turn
   * between two families, without it all is done when it returns.
   */
  publish(snapshot: Snapshot, publishing?: Publishing): Promise<void>
  readonly instruments: Instruments
}

interface Publishing {
  pause?: Pause
  /** Default: each is asked without watch. */
  ask?: AskMetric
  /** Learns of metrics that fail and are left out, and of those with samples that are. */
  fault?: (fault: MetricFault) => void
}

/** What the stages report while they work. A number that cannot be counted is left out; nothing here throws. */
export interface Instruments {
  count(counter: Counter, labels: Labels, by?: number): void
  observe(histogram: Histogram, labels: Labels, seconds: number): void
}

export interface ExpositionOptions {
  version: string
  indicators: readonly Indicator[]
  /** Also expose the metrics of the process and of Node.js. Default true. */
  defaultMetrics?: boolean
  /** Names known beforehand: their counters start at 0, so that the first increase is seen as one. */
  known?: Partial<KnownNames>
  /** Default: each is asked without watch. */
  ask?: AskMetric
  /** What is wrong with metrics that are left out. Default: with those of the registry. */
  unsound?: readonly MetricFault[]
}

export function createExposition(options: ExpositionOptions): Exposition {
  const { version } = options
  // Metrics see them, as they see the series that are theirs.
  const indicators = frozen([...options.indicators])
  catalogue(indicators)
  const registry = new Registry()
  /** Of what metrics declare, and of what is asked of them once, when all is opened. */
  const faults: MetricFault[] = [...(options.unsound ?? unsoundMetrics)]
  const ask: AskOnce = (metric, work) => {
    try {
      return (options.ask ?? askPlainly)(metric, work)
    } catch (thrown) {
      faults.push({ metric, message: faultOf(thrown) })
      return null
    }
  }
  for (const metric of metrics) {
    if (metric.source !== 'info') continue
    const about = ask(metric.name, () => cleaned(metric.about(version)))
    if (about !== null) new Gauge(declaration(metric, registry)).set(about, 1)
  }
  const instruments = createInstruments(registry, { ...NOTHING_KNOWN, ...options.known }, ask)
  if (options.defaultMetrics ?? true) collectProcessMetrics(registry)

  const labelling = createLabelling()
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
    publish: async (snapshot, { pause, ...asking } = {}) => {
      for (const fault of faults) asking.fault?.(fault)
      const next: GaugeFamily[] = []
      const texts: string[] = []
      const series: Labelled[] = []
      for (const one of eachSeries(snapshot, indicators, labelling)) {
        series.push(one)
        if (pause !== undefined && series.length % SERIES_A_TURN === 0) await pause()
      }
      for (const family of eachGauge(snapshot, indicators, series, asking)) {
        next.push(family)
        texts.push(renderGauges([family]))
        if (pause !== undefined) await pause()
      }
      text = texts.filter(one => one !== '').join('\n')
      gauges = next
    },
  }
}

/** Series that are labelled before others may have their turn. */
const SERIES_A_TURN = 256

const NOTHING_KNOWN: KnownNames = { stages: [], sources: [], notifiers: [] }

/** Null where the metric fails, and is named. */
type AskOnce = <T>(metric: string, work: () => T) => T | null

const askPlainly: AskMetric = (_, work) => work()

function createInstruments(registry: Registry, known: KnownNames, ask: AskOnce): Instruments {
  const counters = new Map<string, PromCounter>()
  const observed = new Map<string, PromHistogram>()
  for (const metric of metrics) {
    if (metric.source === 'count') {
      const counter = new PromCounter(declaration(metric, registry))
      const zeros = ask(metric.name, () => (metric.zeros?.(known) ?? []).map(cleaned)) ?? []
      for (const labels of zeros) counter.inc(labels, 0)
      counters.set(metric.name, counter)
    } else if (metric.source === 'observation') {
      const { buckets } = metric
      observed.set(
        metric.name,
        new PromHistogram({ ...declaration(metric, registry), buckets: [...buckets] }),
      )
    }
  }
  return {
    count: ({ name }, labels, by = 1) => {
      if (Number.isFinite(by) && by >= 0) counters.get(name)?.inc(cleaned(labels), by)
    },
    observe: ({ name }, labels, seconds) => {
      if (Number.isFinite(seconds) && seconds >= 0) observed.get(name)?.observe(cleaned(labels), seconds)
    },
  }
}

function declaration(
  { name, help, labels }: MetricFamily,
  registry: Registry,
): { name: string; help: string; labelNames: string[]; registers: Registry[] } {
  return { name, help, labelNames: [...labels], registers: [registry] }
}

function cleaned(labels: Labels): Record<string, string> {
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
