// Requests of Prometheus' remote write, in its two versions. The numbers are those of the fields in prometheus.WriteRequest and in
// io.prometheus.write.v2.Request.
import type { Millis } from '../../core/clock.ts'
import { Wire } from '../formats/wire.ts'
import type { LabelSet } from '../labels.ts'
import type { MetricFamily } from '../metric.ts'

export interface WrittenSeries {
  family: MetricFamily
  labels: LabelSet
  samples: ReadonlyArray<{ at: Millis; value: number }>
}

export type Version = '1.0' | '2.0'

/** Before it is compressed. */
export function requestOf(version: Version, series: readonly WrittenSeries[]): Buffer {
  return version === '1.0' ? first(series) : second(series)
}

function first(series: readonly WrittenSeries[]): Buffer {
  const wire = new Wire()
  for (const one of series) {
    wire.message(1, () => {
      for (const [name, value] of allLabels(one)) {
        wire.message(1, () => {
          wire.text(1, name)
          wire.text(2, value)
        })
      }
      writeSamples(wire, one)
    })
  }
  return wire.take()
}

/** The types of METRIC_TYPE_*. */
const TYPES = { counter: 1, gauge: 2, histogram: 3 } as const

/** Every text is written once, and named by its place; the first one is empty. */
function second(series: readonly WrittenSeries[]): Buffer {
  const symbols = new Map([['', 0]])
  const place = (text: string): number => {
    const found = symbols.get(text) ?? symbols.size
    symbols.set(text, found)
    return found
  }
  const body = new Wire()
  for (const one of series) {
    const { type, help, unit } = one.family
    body.message(5, () => {
      body.packedUints(1, allLabels(one).flat().map(place))
      writeSamples(body, one)
      body.message(5, () => {
        body.uint(1, TYPES[type])
        body.uint(3, place(help))
        body.uint(4, place(unit ?? ''))
      })
    })
  }
  const head = new Wire()
  for (const text of symbols.keys()) head.text(4, text)
  return Buffer.concat([head.take(), body.take()])
}

function writeSamples(wire: Wire, { samples }: WrittenSeries): void {
  for (const { at, value } of samples) {
    wire.message(2, () => {
      wire.double(1, value)
      wire.uint(2, at)
    })
  }
}

/** In the order of their names, as both versions demand. */
function allLabels({ family, labels }: WrittenSeries): Array<readonly [string, string]> {
  return [['__name__', family.name] as const, ...labels.pairs].sort(([a], [b]) => (a < b ? -1 : 1))
}
