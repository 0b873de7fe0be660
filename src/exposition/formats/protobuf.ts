// Families in the protobuf format of Prometheus, the only one in which it takes native histograms: messages of the type
// io.prometheus.client.MetricFamily, each behind its length. The numbers are those of the fields in its metrics.proto.
import type { Millis } from '../../core/clock.ts'
import type { Exemplar, FamilyData, HistogramSample, NativeHistogram, Sample } from '../family.ts'
import type { LabelSet } from '../labels.ts'
import { Wire } from './wire.ts'

const TYPES = { counter: 0, gauge: 1, histogram: 4 } as const

/** The field of a Metric that holds a value of the type. */
const VALUES = { gauge: 2, counter: 3 } as const

/** Writes a family; nothing where it has no sample. */
export function writeFamily(wire: Wire, family: FamilyData): void {
  const metrics = family.type === 'histogram' ? family.histograms : family.samples
  if (metrics.length === 0) return
  wire.delimited(() => {
    describe(wire, family)
    writeMetrics(wire, family)
  })
}

/** Its samples, without what stands before them. */
export function writeMetrics(wire: Wire, family: FamilyData): void {
  if (family.type === 'histogram') for (const one of family.histograms) writeHistogram(wire, one)
  else writeSamples(wire, family.samples, family.type)
}

/** What stands before the samples of a family, which are written elsewhere and have so many bytes in all. */
export function familyHead(family: Described, bytes: number): Buffer {
  const fields = new Wire()
  describe(fields, family)
  const described = fields.take()
  const head = new Wire()
  head.length(described.length + bytes)
  return Buffer.concat([head.take(), described])
}

function writeSamples(wire: Wire, samples: readonly Sample[], type: keyof typeof VALUES): void {
  for (const sample of samples) writeValue(wire, sample, type)
}

/** Label sets as they stand in messages, one after the other. */
export interface WrittenLabels {
  readonly bytes: Uint8Array
  /** Where each begins; behind them, where the last ends. */
  readonly starts: Uint32Array
}

export function writtenLabels(sets: readonly LabelSet[]): WrittenLabels {
  const wire = new Wire()
  const starts = new Uint32Array(sets.length + 1)
  for (const [place, labels] of sets.entries()) {
    writeLabels(wire, labels)
    starts[place + 1] = wire.size
  }
  return { bytes: wire.take(), starts }
}

/** A sample of a gauge of which the labels have been written before: those of `first`, then the set at this place. */
export function writeGauge(
  wire: Wire,
  first: Uint8Array,
  { bytes, starts }: WrittenLabels,
  place: number,
  value: number,
): void {
  const [from = 0, to = 0] = [starts[place], starts[place + 1]]
  wire.begin(4, first.length + to - from + GAUGE)
  wire.raw(first)
  wire.raw(bytes, from, to)
  wire.begin(VALUES.gauge, VALUE)
  wire.double(1, value)
}

/** Bytes of a number behind its tag, and of a gauge that has nothing else. */
const VALUE = 9
const GAUGE = 2 + VALUE

type Described = Pick<FamilyData, 'name' | 'help' | 'type'>

function describe(wire: Wire, { name, help, type }: Described): void {
  wire.text(1, name)
  wire.text(2, help)
  wire.uint(3, TYPES[type])
}

function writeValue(wire: Wire, sample: Sample, type: keyof typeof VALUES): void {
  const { labels, value, exemplar, created } = sample
  wire.message(4, () => {
    writeLabels(wire, labels)
    wire.message(VALUES[type], () => {
      wire.double(1, value)
      if (exemplar !== undefined) wire.message(2, () => writeExemplar(wire, exemplar))
      if (created !== undefined) writeTime(wire, 3, created)
    })
  })
}

function writeExemplar(wire: Wire, { trace, value, at }: Exemplar): void {
  for (const [name, text] of [
    ['trace_id', trace.traceId],
    ['span_id', trace.spanId],
  ] as const) {
    wire.message(1, () => {
      wire.text(1, name)
      wire.text(2, text)
    })
  }
  wire.double(2, value)
  writeTime(wire, 3, at)
}

/** A google.protobuf.Timestamp. */
function writeTime(wire: Wire, field: number, at: Millis): void {
  const whole = Math.floor(at / 1000)
  wire.message(field, () => {
    wire.uint(1, whole)
    wire.uint(2, Math.round((at - 1000 * whole) * NANOSECONDS))
  })
}

/** Of a millisecond. */
const NANOSECONDS = 1e6

function writeLabels(wire: Wire, { pairs }: LabelSet): void {
  for (const [name, value] of pairs) {
    wire.message(1, () => {
      wire.text(1, name)
      wire.text(2, value)
    })
  }
}

function writeHistogram(wire: Wire, sample: HistogramSample): void {
  const { labels, sum, count, native, created } = sample
  wire.message(4, () => {
    writeLabels(wire, labels)
    wire.message(7, () => {
      wire.uint(1, count)
      wire.double(2, sum)
      writeBuckets(wire, sample)
      if (native !== undefined) writeNative(wire, native)
      if (created !== undefined) writeTime(wire, 15, created)
    })
  })
}

/** The bucket without a bound is left out where it has no exemplar: it is the count. */
function writeBuckets(wire: Wire, { bounds, cumulative, count, exemplars }: HistogramSample): void {
  for (const [place, bound] of [...bounds, Number.POSITIVE_INFINITY].entries()) {
    const exemplar = exemplars?.get(place)
    if (place === bounds.length && exemplar === undefined) continue
    wire.message(3, () => {
      wire.uint(1, cumulative[place] ?? count)
      wire.double(2, bound)
      if (exemplar !== undefined) wire.message(3, () => writeExemplar(wire, exemplar))
    })
  }
}

function writeNative(wire: Wire, { schema, zeroThreshold, zeroCount, spans, deltas }: NativeHistogram): void {
  wire.sint(5, schema)
  wire.double(6, zeroThreshold)
  wire.uint(7, zeroCount)
  for (const { offset, length } of spans) {
    wire.message(12, () => {
      wire.sint(1, offset)
      wire.uint(2, length)
    })
  }
  wire.packedSints(13, deltas)
}
