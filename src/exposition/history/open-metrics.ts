// History in the text format of OpenMetrics 1.0, as `promtool tsdb create-blocks-from openmetrics` reads it.
import type { Millis } from '../../core/clock.ts'
import type { Labels } from '../../core/series-key.ts'
import { joinLabels, labelSet } from '../labels.ts'
import { seconds } from '../seconds.ts'
import type { Span } from './spans.ts'

export interface Writing {
  /** Samples are written of `from <= time < until`. */
  from: Millis
  until: Millis
  /** From one sample to the next while nothing changes: less than the five minutes after which Prometheus takes a series for gone. */
  step: Millis
  /** What the server attaches to its target: job and instance. */
  target: Labels
}

/** One line at a time, a family after the other, the time rising within each label set. Where two spans overlap the first holds. */
export function* openMetrics(spans: readonly Span[], writing: Writing): Generator<string> {
  const within = spans.filter(({ from, until }) => from < writing.until && until > writing.from)
  for (const [, some] of [...Map.groupBy(within, ({ family }) => family.name)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const [first] = some
    if (first === undefined) continue
    const { name, type, help } = first.family
    yield `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`
    for (const [, same] of Map.groupBy(some, ({ labels }) => labels.text)) yield* samples(same, writing)
  }
  yield '# EOF\n'
}

function* samples(spans: readonly Span[], { from, until, step, target }: Writing): Generator<string> {
  let next = from
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const labels = joinLabels(labelSet(target), span.labels).text
    const end = Math.min(span.until, until)
    for (let at = Math.max(span.from, next); at < end; at = Math.floor(at / step) * step + step) {
      yield `${span.family.name}${labels} ${span.value} ${seconds(at)}\n`
    }
    next = Math.max(next, end)
  }
}

/** Beside what the older format escapes, a quotation mark. */
function escapeHelp(help: string): string {
  return help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"')
}
