// The shapes of a metric. One metric is one constant exported by a file below `metrics/`; `npm run generate` registers it.
import type { ReadableConfig } from '../config/readable.ts'
import type { Millis } from '../core/clock.ts'
import type { Labels } from '../core/series-key.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { ReadableStore } from './readable-store.ts'
import type { ExposedSeries } from './series-state.ts'
import type { GaugeSample, Snapshot } from './snapshot.ts'

/** What every metric says of itself, whoever keeps its samples. */
export interface MetricFamily {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  /** Names of its labels, without those that come from a series. */
  readonly labels: readonly string[]
  /** True: every sample also carries the labels of its series, such as `task_type`. */
  readonly perSeries: boolean
  /** Null where the value is a count or a plain number. */
  readonly unit: 'seconds' | 'ratio' | null
  /** Heading in the reference page. */
  readonly topic: Topic
}

export type Topic =
  | 'service'
  | 'ticks'
  | 'sources'
  | 'series'
  | 'changes'
  | 'incidents'
  | 'alerts'
  | 'objectives'
  | 'indicators'

/** Always 1; its labels say what runs. */
export interface Info extends MetricFamily {
  readonly source: 'info'
  about(version: string): Labels
}

/** Read from the state at the end of a tick, which is frozen: all metrics see the same one. */
export interface Gauge extends MetricFamily {
  readonly source: 'snapshot'
  samples(state: ExposedState): Iterable<GaugeSample>
}

/** What a metric may read for itself; frozen. */
export interface Kept {
  readonly store: ReadableStore
  /** The configuration, but for keys with a secret in them: where the data are, how often a tick is. */
  readonly settings: ReadableConfig
  readonly now: Millis
}

/** What is wrong with a metric. */
export interface MetricFault {
  metric: string
  message: string
}

/**
 * Reads its samples by itself, once at the end of a tick, from what slowburn keeps: numbers from 0 on, with declared labels. One that
 * fails has none, and is named.
 */
export interface Reading extends MetricFamily {
  readonly source: 'reading'
  read(kept: Kept): readonly GaugeSample[]
  /** Samples such as it has on a platform where much has happened. */
  readonly example: readonly GaugeSample[]
}

/** One sample a series, with the label `indicator` and the labels of the series. */
export interface SeriesGauge extends MetricFamily {
  readonly source: 'series'
  value(series: ExposedSeries): number | null | undefined
  /** Labels between `indicator` and those of the series. */
  about?(series: ExposedSeries, pages: string | null): Labels
}

/** Counted by the stages while they work. */
export interface Counter extends MetricFamily {
  readonly source: 'count'
  /** Label sets that are known beforehand and start at 0, so that the first increase is seen as one. */
  zeros?(known: KnownNames): readonly Labels[]
}

/** Observed by the stages while they work, in seconds. */
export interface Histogram extends MetricFamily {
  readonly source: 'observation'
  /** Upper bounds of the buckets, rising, without infinity. */
  readonly buckets: readonly number[]
}

export type Metric = Info | Gauge | Reading | SeriesGauge | Counter | Histogram

/** Names that are known when the service starts. */
export interface KnownNames {
  readonly stages: readonly string[]
  readonly sources: readonly string[]
  readonly notifiers: readonly string[]
  readonly objectives: readonly string[]
  readonly indicators: readonly string[]
}

export interface ExposedState extends Omit<Snapshot, 'series'> {
  /** Those of known indicators. */
  readonly series: readonly ExposedSeries[]
  /** How many of them have no samples of their own. */
  readonly unexposed: number
  /** Indicators that have a series, in the order of the registry. */
  readonly present: readonly Indicator[]
}

interface Declared {
  readonly name: string
  readonly help: string
  readonly topic: Topic
  readonly labels?: readonly string[]
}

export function info(declared: Declared & Pick<Info, 'about'>): Info {
  return { ...declared, ...family(declared, 'gauge'), source: 'info' }
}

export function gauge(declared: Declared & Pick<Gauge, 'samples'>): Gauge {
  return { ...declared, ...family(declared, 'gauge'), source: 'snapshot' }
}

export function reading(declared: Declared & Pick<Reading, 'read' | 'example'>): Reading {
  return { ...declared, ...family(declared, 'gauge'), source: 'reading' }
}

export function seriesGauge(declared: Declared & Pick<SeriesGauge, 'value' | 'about'>): SeriesGauge {
  const labels = ['indicator', ...(declared.labels ?? [])]
  return { ...declared, ...family({ ...declared, labels }, 'gauge'), perSeries: true, source: 'series' }
}

export function counter(declared: Declared & Pick<Counter, 'zeros'>): Counter {
  return { ...declared, ...family(declared, 'counter'), source: 'count' }
}

/** From a call that does nothing to one that waits for a server's timeout. */
const DURATION_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

export function durations(declared: Declared): Histogram {
  return { ...family(declared, 'histogram'), source: 'observation', buckets: DURATION_BUCKETS }
}

export function unitOf(name: string): MetricFamily['unit'] {
  if (name.endsWith('_seconds')) return 'seconds'
  return name.endsWith('_ratio') ? 'ratio' : null
}

function family({ name, help, topic, labels = [] }: Declared, type: MetricFamily['type']): MetricFamily {
  return { name, type, help, labels, perSeries: false, unit: unitOf(name), topic }
}
