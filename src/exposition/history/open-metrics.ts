// History in the text format of OpenMetrics 1.0, as `promtool tsdb create-blocks-from openmetrics` reads it.
import { END, escapeHelp } from '../formats/open-metrics.ts'
import { seconds } from '../seconds.ts'
import { sampled, type Writing } from './samples.ts'
import type { Span } from './spans.ts'

/** One line at a time, a family after the other, the time rising within each label set. Where two spans overlap the first holds. */
export function* openMetrics(spans: readonly Span[], writing: Writing): Generator<string> {
  let before: string | null = null
  for (const { family, labels, samples } of sampled(spans, writing)) {
    const { name, type, help } = family
    if (name !== before) yield `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`
    before = name
    for (const { at, value } of samples) yield `${name}${labels.text} ${value} ${seconds(at)}\n`
  }
  yield END
}
