// Families in the text format of OpenMetrics 1.0: units have a line, the name of a counter is without _total, and nothing follows the end.
// https://prometheus.io/docs/specs/om/open_metrics_spec/
import type { Millis } from '../../core/clock.ts'
import type { Exemplar, FamilyData, HistogramSample, Sample } from '../family.ts'
import type { LabelSet } from '../labels.ts'
import { seconds } from '../seconds.ts'

/** The line that ends an answer. */
export const END = '# EOF\n'

/** The lines of its samples. */
export function openMetricsLines(family: FamilyData): string {
  const name = nameOf(family)
  if (family.type === 'histogram') return family.histograms.map(one => histogramLines(name, one)).join('')
  return sampleLines(family.type === 'counter' ? `${name}_total` : name, family.samples)
}

/** The lines that stand before the samples of a family. */
export function openMetricsHead(family: Described): string {
  const { help, type, unit = null } = family
  const name = nameOf(family)
  const head = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`
  return unit !== null && name.endsWith(`_${unit}`) ? `${head}# UNIT ${name} ${unit}\n` : head
}

type Described = Pick<FamilyData, 'name' | 'help' | 'type' | 'unit'>

function nameOf({ name, type }: Described): string {
  return type === 'counter' ? name.replace(/_total$/, '') : name
}

function sampleLines(name: string, samples: readonly Sample[]): string {
  let text = ''
  for (const { labels, value, exemplar, created } of samples) {
    text += `${name}${labels.text} ${value}${exemplarText(exemplar)}\n`
    text += createdLine(name.replace(/_total$/, ''), labels, created)
  }
  return text
}

/** Since when something is counted. */
function createdLine(name: string, { text }: LabelSet, created: Millis | undefined): string {
  return created === undefined ? '' : `${name}_created${text} ${seconds(created)}\n`
}

function exemplarText(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return ''
  const { trace, value, at } = exemplar
  return ` # {trace_id="${trace.traceId}",span_id="${trace.spanId}"} ${value} ${seconds(at)}`
}

function histogramLines(name: string, sample: HistogramSample): string {
  const { labels, bounds, cumulative, sum, count, exemplars, created } = sample
  const rest = labels.text === '' ? '}' : `,${labels.text.slice(1)}`
  const bucket = (bound: string, upTo: number, place: number): string =>
    `${name}_bucket{le="${bound}"${rest} ${upTo}${exemplarText(exemplars?.get(place))}\n`
  const buckets = bounds.map((bound, place) => bucket(boundText(bound), cumulative[place] ?? 0, place))
  return `${buckets.join('')}${bucket('+Inf', count, bounds.length)}${name}_sum${labels.text} ${sum}
${name}_count${labels.text} ${count}
${createdLine(name, labels, created)}`
}

/** A whole one has a digit behind the point, so that whoever writes it writes the same. */
function boundText(bound: number): string {
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound)
}

/** Beside what the older format escapes, a quotation mark. */
export function escapeHelp(help: string): string {
  return help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"')
}
