// The packages that others take to be scraped, filled with the samples that slowburn exposes.
import type { Gauge as OtelGauge, Histogram as OtelHistogram } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics'
import * as renamed from '@prometheus-io/client'
import * as promClient from 'prom-client'
import type { FamilyData, Sample } from '../../../src/exposition/family.ts'
import { tickStage } from '../../../src/exposition/metrics/ticks.ts'
import { changed, numbersOf, secondsOf } from './samples.ts'

export interface Peer {
  name: string
  text(): Promise<string>
  /** A share of all series has another value and normal level in each round. */
  set(round: number, share: number): void
  observe(round: number, share: number): void
}

export interface Size {
  histograms: number
  series: number
}

/** `prom-client` first: its text is to be that of slowburn. */
export function createPeers(size: Size, families: readonly FamilyData[]): [Peer, ...Peer[]] {
  return [
    createClient('prom-client', promClient, size, families),
    // The package of the same authors under its later name, with the same interface.
    createClient('@prometheus-io/client', renamed as unknown as typeof promClient, size, families),
    createOtel(size, families),
  ]
}

/** A registry with all that is exposed, in the order in which it is. */
function createClient(
  name: string,
  { Registry, Gauge, Counter, Histogram }: typeof promClient,
  { histograms, series }: Size,
  families: readonly FamilyData[],
): Peer {
  const registry = new Registry()
  const gauges = new Map<string, promClient.Gauge>()
  const observed = new Map<string, promClient.Histogram>()
  for (const family of inOrder(families)) {
    const declared = { name: family.name, help: family.help, registers: [registry] }
    if (family.type === 'histogram') {
      const labelNames = ['stage', 'source']
      observed.set(family.name, new Histogram({ ...declared, labelNames, buckets: [...tickStage.buckets] }))
    } else if (family.type === 'counter') {
      const counter = new Counter({ ...declared, labelNames: labelNamesOf(family.samples) })
      for (const { labels, value } of family.samples) counter.inc(Object.fromEntries(labels.pairs), value)
    } else if (family.samples.length > 0) {
      const gauge = new Gauge({ ...declared, labelNames: labelNamesOf(family.samples) })
      for (const { labels, value } of family.samples) gauge.set(Object.fromEntries(labels.pairs), value)
      gauges.set(family.name, gauge)
    }
  }
  return {
    name,
    text: () => registry.metrics(),
    set: (round, share) => {
      for (const [gauge, value] of Object.entries(numbersOf(round / 8))) {
        for (const i of changed(series, share)) gauges.get(gauge)?.set({ task_type: `type ${i}` }, value)
      }
    },
    observe: (round, share) => {
      const histogram = observed.get(tickStage.name)
      for (const i of changed(histograms, share))
        histogram?.observe({ stage: `stage ${i}` }, secondsOf(round))
    },
  }
}

/** The exporter of OpenTelemetry, without its server: what it would answer. */
function createOtel({ histograms, series }: Size, families: readonly FamilyData[]): Peer {
  const exporter = new PrometheusExporter({ preventServerStart: true })
  const most = 2 * (histograms + series)
  const boundaries = [...tickStage.buckets]
  const provider = new MeterProvider({
    readers: [exporter],
    views: [
      {
        instrumentName: '*',
        // Beyond 2,000 label sets it would put all into one.
        aggregationCardinalityLimit: most,
      },
      {
        instrumentName: tickStage.name,
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries } },
        aggregationCardinalityLimit: most,
      },
    ],
  })
  const meter = provider.getMeter('slowburn')
  const gauges = new Map<string, OtelGauge>()
  let stages: OtelHistogram | undefined
  for (const family of inOrder(families)) {
    const { name, help: description } = family
    if (family.type === 'histogram') {
      const made = meter.createHistogram(name, { description })
      if (name === tickStage.name) stages = made
    } else {
      const made =
        family.type === 'counter'
          ? meter.createCounter(name, { description })
          : meter.createGauge(name, { description })
      for (const { labels, value } of family.samples) {
        const attributes = Object.fromEntries(labels.pairs)
        if ('add' in made) made.add(value, attributes)
        else made.record(value, attributes)
      }
      if ('record' in made) gauges.set(name, made)
    }
  }
  const serializer = new PrometheusSerializer()
  return {
    name: '@opentelemetry/exporter-prometheus',
    text: async () => serializer.serialize((await exporter.collect()).resourceMetrics),
    set: (round, share) => {
      for (const [gauge, value] of Object.entries(numbersOf(round / 8))) {
        for (const i of changed(series, share)) gauges.get(gauge)?.record(value, { task_type: `type ${i}` })
      }
    },
    observe: (round, share) => {
      for (const i of changed(histograms, share)) stages?.record(secondsOf(round), { stage: `stage ${i}` })
    },
  }
}

function inOrder(families: readonly FamilyData[]): Iterable<FamilyData> {
  const published = families.filter(({ type, name }) => type === 'gauge' && name !== 'slowburn_build_info')
  return new Set([...published, ...families])
}

/** prom-client writes a counter that has labels and no sample yet without one, and one without labels as 0. */
function labelNamesOf(samples: readonly Sample[]): string[] {
  const names = new Set(samples.flatMap(({ labels }) => labels.pairs.map(([name]) => name)))
  return names.size === 0 && samples.length === 0 ? ['none'] : [...names]
}
