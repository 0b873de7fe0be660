// Which metrics a server has at present, what each is, and by which query its course is asked for.
import { type Api, listOf } from './api.ts'

/** What is looked at of a metric. `mean`: of a histogram or a summary, what one observation was on average. */
export type View = 'value' | 'rate' | 'mean'

export interface MetricView {
  /** Of a `mean` the name without `_sum` and `_count`. */
  name: string
  view: View
  /** Series that it has now. */
  series: number
  /** Whether each of its samples is a whole histogram. */
  native?: true
}

export interface Metrics {
  views: MetricView[]
  /** Names that are not looked at, by why: identities, moments, buckets. */
  left: Readonly<Record<LeftOut, number>>
}

export type LeftOut = 'identity' | 'moment' | 'bucket'

/** What stands between the braces of a selector, or a whole one with a name. */
export interface Selector {
  name: string | null
  matchers: string
}

const SELECTOR = /^\s*([a-zA-Z_:][\w:]*)?\s*(?:\{(.*)\})?\s*$/s

/** `up`, `{job="api"}`, `up{job="api"}`; null where it is no selector. */
export function selectorOf(text: string): Selector | null {
  const [whole, name = null, matchers = ''] = SELECTOR.exec(text) ?? []
  if (whole === undefined || (name === null && matchers.trim() === '')) return null
  return { name, matchers: matchers.trim().replace(/,$/, '') }
}

/** All that a selector names, of one metric. */
export function selected({ name, matchers }: Selector, metric: string | null = name): string {
  const ofName = metric === null ? [] : [`__name__=${JSON.stringify(metric)}`]
  return `{${[...ofName, ...(matchers === '' ? [] : [matchers])].join(',')}}`
}

/** Of the series that have a value now: what vanished before cannot get worse any more. */
export async function metricsOf(api: Api, selector: Selector, at: number): Promise<Metrics> {
  const counted = await api.get('/api/v1/query', {
    query: `count by (__name__) (${selected(selector)})`,
    time: String(at / 1000),
  })
  const series = new Map<string, number>()
  for (const { metric, value } of listOf<{ metric: Record<string, string>; value: [number, string] }>(
    counted,
    'result',
  )) {
    const { __name__: name } = metric
    if (name !== undefined) series.set(name, Number(value[1]))
  }
  return viewsOf(series, await typesOf(api))
}

/** By name; a server that keeps none, as VictoriaMetrics does, leaves them to their names. */
async function typesOf(api: Api): Promise<ReadonlyMap<string, string>> {
  const metadata = await api.get('/api/v1/metadata', {}).catch(() => ({}))
  const types = new Map<string, string>()
  for (const [name, entries] of Object.entries(metadata ?? {})) {
    const [first] = Array.isArray(entries) ? (entries as Array<{ type?: unknown }>) : []
    if (typeof first?.type === 'string') types.set(name, first.type)
  }
  return types
}

/** `series`: how many each name has. `types`: as metadata have them, where they do. */
export function viewsOf(series: ReadonlyMap<string, number>, types: ReadonlyMap<string, string>): Metrics {
  const views: MetricView[] = []
  const left = { identity: 0, moment: 0, bucket: 0 }
  for (const [name, count] of [...series].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const found = partOf(name, count, { series, types }) ?? wholeOf(name, count, types.get(name))
    if (typeof found === 'string') left[found] += 1
    else views.push(...found)
  }
  return { views, left }
}

/** Of one of the names of a histogram or a summary; null: it is none. */
function partOf(
  name: string,
  series: number,
  known: { series: ReadonlyMap<string, number>; types: ReadonlyMap<string, string> },
): MetricView[] | LeftOut | null {
  const base = name.replace(/_(sum|count|bucket)$/, '')
  const isPart = base !== name && known.series.has(`${base}_sum`) && known.series.has(`${base}_count`)
  if (!isPart || isGauge(known.types.get(name))) return null
  if (name.endsWith('_bucket')) return 'bucket'
  return [name.endsWith('_count') ? { name, view: 'rate', series } : { name: base, view: 'mean', series }]
}

function wholeOf(name: string, series: number, type: string | undefined): MetricView[] | LeftOut {
  const why = leftOut(name, type)
  if (why !== null) return why
  if (type === 'histogram')
    return [
      { name, view: 'rate', series, native: true },
      { name, view: 'mean', series, native: true },
    ]
  return [{ name, view: isCounter(name, type) ? 'rate' : 'value', series }]
}

function isGauge(type: string | undefined): boolean {
  return type === 'gauge'
}

function isCounter(name: string, type: string | undefined): boolean {
  return type === 'counter' || (type !== 'gauge' && name.endsWith('_total'))
}

function leftOut(name: string, type: string | undefined): LeftOut | null {
  if (type === 'info' || type === 'stateset' || name.endsWith('_info')) return 'identity'
  if (
    name.endsWith('_created') ||
    /_timestamp(_seconds|_ms)?$/.test(name) ||
    /_(start|boot)_time_seconds$/.test(name)
  )
    return 'moment'
  return name.endsWith('_bucket') ? 'bucket' : null
}

/**
 * The course of a metric in buckets of `step` seconds, each value that of the bucket that ends at its time; all series that differ by the labels
 * `over` alone as one: values on average, rates together, and means of what was observed in all of them.
 */
export function courseOf(
  { name, view, native }: MetricView,
  selector: Selector,
  step: number,
  over: readonly string[] = [],
): string {
  const all = (how: 'avg' | 'sum', query: string): string =>
    over.length === 0 ? query : `${how} without (${over.join(', ')}) (${query})`
  const rate = (metric: string): string => `rate(${selected(selector, metric)}[${step}s])`
  const part = (which: 'sum' | 'count'): string =>
    all('sum', native ? `histogram_${which}(${rate(name)})` : rate(`${name}_${which}`))
  if (view === 'value') return all('avg', `avg_over_time(${selected(selector, name)}[${step}s])`)
  if (view === 'mean') return `${part('sum')} / ${part('count')}`
  return native ? part('count') : all('sum', rate(name))
}
