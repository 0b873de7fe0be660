// What the stages report while they work: counters, which prom-client keeps, and histograms.
import { Gauge, Counter as PromCounter, type Registry } from 'prom-client'
import type { Millis } from '../../core/clock.ts'
import { type Labels, type SeriesKey, seriesKey } from '../../core/series-key.ts'
import type { Sliced } from '../../core/turns/pause.ts'
import { metrics } from '../catalogue.ts'
import type { FamilyData, Occasion } from '../family.ts'
import type { Lease } from '../formats/lease.ts'
import type { InPieces } from '../formats/writers.ts'
import { labelSet, labelValue } from '../labels.ts'
import type { Counter, Histogram, KnownNames, MetricFamily } from '../metric.ts'
import { CounterFacts } from './counter-facts.ts'
import { createHistogram, type OwnHistogram } from './histograms.ts'
import { RegistryText } from './registry-text.ts'

/** A number that cannot be counted is left out; nothing here throws. */
export interface Instruments {
  count(counter: Counter, labels: Labels, by?: number): void
  observe(histogram: Histogram, labels: Labels, seconds: number): void
  /** Has a counter stand at a total that is kept elsewhere; one that stands higher stays. `since`: when that began to be counted. */
  reach(counter: Counter, labels: Labels, total: number, since?: Millis): void
}

/** Null where the metric fails, and is named. */
export type AskOnce = <T>(metric: string, work: () => T) => T | null

export interface InstrumentOptions {
  version: string
  known: KnownNames
  ask: AskOnce
  /** Of what is counted or observed now. */
  occasion(): Occasion
}

export interface Reported {
  instruments: Instruments
  /** The text of the registry. */
  counters: Pick<RegistryText, 'text'>
  histograms: ReportedHistograms
  facts: CounterFacts
}

/** Counters and what runs are in the registry, and nothing else is; the histograms are the caller's to write. */
export function createInstruments(
  registry: Registry,
  { version, known, ask, occasion }: InstrumentOptions,
): Reported {
  const counters = new Map<string, PromCounter>()
  const text = new RegistryText(registry)
  const facts = new CounterFacts()
  const observed = new Map<string, OwnHistogram>()
  for (const metric of metrics) {
    if (metric.source === 'info') {
      const about = ask(metric.name, () => cleaned(metric.about(version)))
      if (about !== null) new Gauge(declaration(metric, registry)).set(about, 1)
    } else if (metric.source === 'count') {
      const counter = new PromCounter(declaration(metric, registry))
      const zeros = ask(metric.name, () => (metric.zeros?.(known) ?? []).map(cleaned)) ?? []
      for (const labels of zeros) {
        counter.inc(labels, 0)
        facts.note(metric.name, labelSet(labels), 0, occasion())
      }
      counters.set(metric.name, counter)
    } else if (metric.source === 'observation') {
      observed.set(metric.name, createHistogram(metric))
    }
  }
  return {
    instruments: createReporting({ counters, observed, text, facts, occasion }),
    counters: text,
    histograms: {
      *text(lease) {
        const pieces: Buffer[] = []
        for (const one of observed.values()) pieces.push(EMPTY_LINE, ...(yield* one.text(lease)))
        return pieces
      },
      *families() {
        const found: FamilyData[] = []
        for (const one of observed.values()) found.push(yield* one.family())
        return found
      },
      inPieces: buckets => Array.from(observed.values(), one => one.inPieces(buckets)),
    },
    facts,
  }
}

interface Reporting extends Pick<InstrumentOptions, 'occasion'> {
  counters: ReadonlyMap<string, PromCounter>
  observed: ReadonlyMap<string, OwnHistogram>
  text: RegistryText
  facts: CounterFacts
}

function createReporting({ counters, observed, text, facts, occasion }: Reporting): Instruments {
  const reached = new Map<SeriesKey, number>()
  const count: Instruments['count'] = ({ name }, labels, by = 1) => {
    if (!Number.isFinite(by) || by < 0) return
    counters.get(name)?.inc(cleaned(labels), by)
    text.change(name)
    facts.note(name, labelSet(labels), by, occasion())
  }
  return {
    count,
    reach: (counter, labels, total, since) => {
      const key = seriesKey(counter.name, labels)
      const before = reached.get(key) ?? 0
      if (since !== undefined) facts.begin(counter.name, labelSet(labels), since)
      if (!(total > before)) return
      reached.set(key, total)
      count(counter, labels, total - before)
    },
    observe: ({ name, labels: names }, labels, seconds) => {
      if (!Number.isFinite(seconds) || seconds < 0) return
      const own = Object.fromEntries(names.map(label => [label, labels[label] ?? '']))
      observed.get(name)?.observe(labelSet(own), seconds, occasion())
    },
  }
}

/** All histograms that are reported. */
export interface ReportedHistograms {
  /** Each behind an empty line. Pieces are not written to before the lease ends. */
  text(lease?: Lease): Sliced<Buffer[]>
  families(): Sliced<FamilyData[]>
  inPieces(buckets: 'both' | 'classic'): readonly InPieces[]
}

const EMPTY_LINE = Buffer.from('\n')

function declaration(
  { name, help, labels }: MetricFamily,
  registry: Registry,
): { name: string; help: string; labelNames: string[]; registers: Registry[] } {
  return { name, help, labelNames: [...labels], registers: [registry] }
}

function cleaned(labels: Labels): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, labelValue(value)]))
}
