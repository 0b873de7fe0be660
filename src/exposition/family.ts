// A family of metrics with its samples, as data.
import type { Millis } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import { type LabelSet, NO_LABELS } from './labels.ts'
import type { MetricFamily } from './metric.ts'

export interface Sample {
  labels: LabelSet
  value: number
  /** Of a counter, where they are known. */
  created?: Millis
  exemplar?: Exemplar
}

/** Hexadecimal, as W3C Trace Context has them: 32 digits and 16. */
export interface Trace {
  readonly traceId: string
  readonly spanId: string
}

/** An observation, or what was added to a counter, by which one finds the trace in which it was made. */
export interface Exemplar {
  readonly trace: Trace
  readonly value: number
  readonly at: Millis
}

/** When something was counted or observed, and in which trace; null: in none. */
export interface Occasion {
  readonly at: Millis
  readonly trace: Trace | null
}

export interface GaugeFamily {
  family: MetricFamily
  samples: readonly Sample[]
}

/** A family of any type as data, whoever keeps it. */
export type FamilyData = { name: string; help: string; unit?: MetricFamily['unit'] } & (
  | { type: 'counter' | 'gauge'; samples: readonly Sample[] }
  | { type: 'histogram'; histograms: readonly HistogramSample[] }
)

export interface HistogramSample {
  labels: LabelSet
  /** Upper bounds, rising, without infinity; and the number of observations at or below each. */
  bounds: number[]
  cumulative: number[]
  sum: number
  count: number
  /** When it was first observed, where that is known. */
  created?: Millis
  /** By the place of a bucket among the bounds; behind them is the one without. */
  exemplars?: ReadonlyMap<number, Exemplar>
  /** The same observations in buckets as fine as they are many; left out where whoever counts them has none. */
  native?: NativeHistogram
}

/** The buckets of a native histogram that hold something, as the protobuf format of Prometheus has them. */
export interface NativeHistogram {
  /** Each power of two is divided into 2^schema buckets. */
  schema: number
  /** Observations up to it are in the bucket of zero. */
  zeroThreshold: number
  zeroCount: number
  /** Buckets that follow each other; `offset` is the first of all, then the gap to the span before. */
  spans: ReadonlyArray<{ offset: number; length: number }>
  /** The count of each bucket, less that of the one before. */
  deltas: readonly number[]
}

export function gaugeData({ family: { name, help, unit }, samples }: GaugeFamily): FamilyData {
  return { name, help, unit, type: 'gauge', samples }
}

/** Characters of a value that are shown of one that is no number. */
const LONGEST_SHOWN = 100

/** What is wrong with a sample that is no finite number. Reading it may run code of whoever made it. */
export function notFinite(value: unknown): string {
  return `a sample is ${messageOf(value).slice(0, LONGEST_SHOWN)}, not a finite number; it is left out`
}

export function sameLabels(labels: string): string {
  return `it has two samples with the same labels ${labels.slice(0, LONGEST_SHOWN)}; the first is kept`
}

/** Collects the samples of one family. A value that is no finite number, or a label set seen before, is left out. */
export class GaugeBuilder implements GaugeFamily {
  readonly family: MetricFamily
  readonly #samples: Sample[] = []
  readonly #seen = new Set<string>()
  #fault: string | null = null

  constructor(family: MetricFamily) {
    this.family = family
  }

  set(value: number | null | undefined, labels: LabelSet = NO_LABELS): void {
    if (value === null || value === undefined) return
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      this.#fault ??= notFinite(value)
      return
    }
    if (this.#seen.has(labels.text)) {
      this.#fault ??= sameLabels(labels.text)
      return
    }
    this.#seen.add(labels.text)
    this.#samples.push({ labels, value })
  }

  /** What is wrong with the first value that is left out though there is one. */
  get fault(): string | null {
    return this.#fault
  }

  get samples(): readonly Sample[] {
    return this.#samples
  }
}
