// A family of gauges with its samples, and how it is written in the text format of Prometheus.
import { messageOf } from '../core/errors.ts'
import { type LabelSet, NO_LABELS } from './labels.ts'
import type { MetricFamily } from './metric.ts'

export interface Sample {
  labels: LabelSet
  value: number
}

export interface GaugeFamily {
  family: MetricFamily
  samples: readonly Sample[]
}

/** A family of any type as data, whoever keeps it. */
export type FamilyData = { name: string; help: string } & (
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
}

export function gaugeData({ family: { name, help }, samples }: GaugeFamily): FamilyData {
  return { name, help, type: 'gauge', samples }
}

/** Characters of a value that are shown of one that is no number. */
const LONGEST_SHOWN = 100

/** Collects the samples of one family. A value that is no finite number, or a label set seen before, is left out. */
export class GaugeBuilder implements GaugeFamily {
  readonly family: MetricFamily
  readonly #samples = new Map<string, Sample>()
  #fault: string | null = null

  constructor(family: MetricFamily) {
    this.family = family
  }

  set(value: number | null | undefined, labels: LabelSet = NO_LABELS): void {
    if (value === null || value === undefined) return
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      this.#fault ??= `a sample is ${messageOf(value).slice(0, LONGEST_SHOWN)}, not a finite number; it is left out`
      return
    }
    if (this.#samples.has(labels.text)) {
      this.#fault ??= `it has two samples with the same labels ${labels.text.slice(0, LONGEST_SHOWN)}; the first is kept`
      return
    }
    this.#samples.set(labels.text, { labels, value })
  }

  /** What is wrong with the first value that is left out though there is one. */
  get fault(): string | null {
    return this.#fault
  }

  get samples(): readonly Sample[] {
    return [...this.#samples.values()]
  }
}

/**
 * The text format, version 0.0.4, byte for byte as prom-client would write it: families set apart by an empty
 * line, a line feed at the end. Families without a sample are left out.
 */
export function renderGauges(families: readonly GaugeFamily[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ family, samples }) => `${renderFamily(family, samples)}\n`)
    .join('\n')
}

function renderFamily({ name, help, type }: MetricFamily, samples: readonly Sample[]): string {
  const lines = [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`]
  for (const { labels, value } of samples) lines.push(`${name}${labels.text} ${value}`)
  return lines.join('\n')
}

function escapeHelp(help: string): string {
  return help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')
}
