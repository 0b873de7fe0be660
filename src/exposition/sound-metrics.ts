// Whether a metric is what it says it is, as far as that can be seen before it is asked: one whose name or labels no Prometheus takes would keep
// slowburn from starting, or a scrape from being read.
import { faultOf, messageOf } from '../core/errors.ts'
import type { Metric, MetricFault } from './metric.ts'

/** Those that can be asked, in order, and what is wrong with each of the others. */
export function soundMetrics(all: readonly Metric[]): {
  sound: readonly Metric[]
  faults: readonly MetricFault[]
} {
  const judged = all.map(metric => ({ metric, message: faultIn(metric) }))
  return {
    sound: judged.flatMap(({ metric, message }) => (message === null ? [metric] : [])),
    faults: judged.flatMap(({ metric, message }) =>
      message === null ? [] : [{ metric: metric.name, message }],
    ),
  }
}

/** What it says of itself may throw when it is read. */
function faultIn(metric: Metric): string | null {
  try {
    return declared(metric) ?? asked(metric)
  } catch (thrown) {
    return `it cannot be read: ${faultOf(thrown)}`
  }
}

type Untyped = Readonly<Record<string, unknown>>

/** The function by which each kind of metric is asked; null: it is counted by whoever knows it. */
const ASKED: Readonly<Record<Metric['source'], string | null>> = {
  info: 'about',
  snapshot: 'samples',
  reading: 'read',
  series: 'value',
  count: null,
  observation: null,
}

function declared(metric: Metric): string | null {
  const { name, help, labels, type, source }: Untyped = { ...metric }
  if (!/^[a-z][a-z0-9_]*$/.test(String(name))) return 'its name is not snake case'
  if (typeof help !== 'string' || help === '') return `its help is ${messageOf(help)}`
  if (type !== 'counter' && type !== 'gauge' && type !== 'histogram') return `its type is ${messageOf(type)}`
  if (typeof source !== 'string' || !Object.hasOwn(ASKED, source)) return `its source is ${messageOf(source)}`
  if (!Array.isArray(labels)) return `its labels are ${messageOf(labels)}`
  const wrong = labels.find(label => typeof label !== 'string' || !/^(?!le$|__)[a-zA-Z_]\w*$/.test(label))
  if (wrong !== undefined) return `its label ${messageOf(wrong)} is none that Prometheus takes`
  return new Set(labels).size === labels.length ? null : 'a label of it is named twice'
}

function asked(metric: Metric): string | null {
  const name = ASKED[metric.source]
  const own: Untyped = { ...metric }
  if (name !== null && typeof own[name] !== 'function') return `its ${name} is no function`
  return metric.source === 'observation' && !isRising(metric.buckets) ? 'its buckets do not rise' : null
}

function isRising(bounds: unknown): boolean {
  if (!Array.isArray(bounds) || bounds.length === 0) return false
  const list: readonly unknown[] = bounds
  return list.every(
    (one, place) => Number.isFinite(one) && (place === 0 || Number(one) > Number(list[place - 1])),
  )
}
