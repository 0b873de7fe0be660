// Spans as a Prometheus would have scraped them: the same value again and again while it holds.
import type { Millis } from '../../core/clock.ts'
import type { Labels } from '../../core/series-key.ts'
import { joinLabels, type LabelSet, labelSet } from '../labels.ts'
import type { MetricFamily } from '../metric.ts'
import type { Span } from './spans.ts'

export interface Writing {
  /** Samples are written of `from <= time < until`. */
  from: Millis
  until: Millis
  /** From one sample to the next while nothing changes: less than the five minutes after which Prometheus takes a series for gone. */
  step: Millis
  /** What the server attaches to its target: job, instance and whatever else. */
  target: Labels
}

export interface SampledSeries {
  family: MetricFamily
  /** Those of the target included. */
  labels: LabelSet
  /** The earliest first; not to be read twice. */
  samples: Iterable<{ at: Millis; value: number }>
}

/** A label set at a time, a family after the other. Where two spans overlap the first holds. */
export function* sampled(spans: readonly Span[], writing: Writing): Generator<SampledSeries> {
  const within = spans.filter(({ from, until }) => from < writing.until && until > writing.from)
  const families = [...Map.groupBy(within, ({ family }) => family.name)]
  for (const [, some] of families.sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [, same] of Map.groupBy(some, ({ labels }) => labels.text)) {
      const [first] = same
      if (first === undefined) continue
      const labels = scraped(first.labels, writing.target)
      yield { family: first.family, labels, samples: repeated(same, writing) }
    }
  }
}

/** As a server keeps them: where a label of the target has the name of one of the series, that of the series gets another. */
function scraped({ pairs }: LabelSet, target: Labels): LabelSet {
  const own = pairs.map(([name, value]) => [name in target ? `exported_${name}` : name, value] as const)
  return joinLabels(labelSet(target), labelSet(Object.fromEntries(own)))
}

function* repeated(
  spans: readonly Span[],
  { from, until, step }: Writing,
): Generator<{ at: Millis; value: number }> {
  let next = from
  for (const { value, ...span } of spans.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(span.until, until)
    for (let at = Math.max(span.from, next); at < end; at = Math.floor(at / step) * step + step) {
      yield { at, value }
    }
    next = Math.max(next, end)
  }
}
