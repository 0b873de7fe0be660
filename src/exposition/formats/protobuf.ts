// Families in the protobuf format of Prometheus, the only one in which it takes native histograms: messages of the type
// io.prometheus.client.MetricFamily, each behind its length. The numbers are those of the fields in its metrics.proto.
import type { FamilyData, HistogramSample, NativeHistogram } from '../family.ts'
import type { LabelSet } from '../labels.ts'
import type { Wire } from './wire.ts'

const TYPES = { counter: 0, gauge: 1, histogram: 4 } as const

/** The field of a Metric that holds a value of the type. */
const VALUES = { gauge: 2, counter: 3 } as const

/** Writes a family; nothing where it has no sample. */
export function writeFamily(wire: Wire, family: FamilyData): void {
  const metrics = family.type === 'histogram' ? family.histograms : family.samples
  if (metrics.length === 0) return
  wire.delimited(() => {
    wire.text(1, family.name)
    wire.text(2, family.help)
    wire.uint(3, TYPES[family.type])
    if (family.type === 'histogram') for (const one of family.histograms) writeHistogram(wire, one)
    else for (const { labels, value } of family.samples) writeValue(wire, labels, value, VALUES[family.type])
  })
}

function writeValue(wire: Wire, labels: LabelSet, value: number, field: number): void {
  wire.message(4, () => {
    writeLabels(wire, labels)
    wire.message(field, () => wire.double(1, value))
  })
}

function writeLabels(wire: Wire, { pairs }: LabelSet): void {
  for (const [name, value] of pairs) {
    wire.message(1, () => {
      wire.text(1, name)
      wire.text(2, value)
    })
  }
}

/** The bucket without a bound is left out: it is the count. */
function writeHistogram(
  wire: Wire,
  { labels, bounds, cumulative, sum, count, native }: HistogramSample,
): void {
  wire.message(4, () => {
    writeLabels(wire, labels)
    wire.message(7, () => {
      wire.uint(1, count)
      wire.double(2, sum)
      for (const [place, bound] of bounds.entries()) {
        wire.message(3, () => {
          wire.uint(1, cumulative[place] ?? 0)
          wire.double(2, bound)
        })
      }
      if (native !== undefined) writeNative(wire, native)
    })
  })
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
