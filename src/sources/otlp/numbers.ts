// What a metric tells: samples. A gauge and an up-down counter are their value; a counter is its rate, per second, since the report
// before. For one that only says its total, the total of before is kept, in the same commit as what was told of it.

import type { Millis } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import { LARGEST_SUMMAND } from '../../stats/long-sum.ts'
import type { KeptRecords, MemoryChange } from '../memory.ts'
import { type Attributed, holdAll, valueAt } from './attributes.ts'
import { type Attributes, type Metric, millisOf, type Nanos, type NumberPoint } from './model.ts'
import type { MetricOptions } from './options.ts'
import { digestOf, idOf, type Told } from './told.ts'

/** Series of one metric whose totals are known; the one that was reported longest ago is let go. */
const MOST_TOTALS = 1000
const SECOND_IN_NANOS = 1e9
/** What an event has room for. */
const LONGEST_LABELS = 500

/** The start, the moment and the value of the latest report. */
type Total = readonly [startAt: Nanos, at: Nanos, value: number]

/** How far the clock of a sender may be ahead of ours. */
const LEAD = 5 * MINUTE
const AHEAD = 'a point that is more than 5 minutes ahead of our clock'

export interface Watching {
  source: string
  watched: readonly MetricOptions[]
  now: Millis
}

export interface ToldMetrics {
  told: Told[]
  /** To be kept with the last of what was told: until then all of it would be told again alike. */
  memory: MemoryChange[]
}

export function tellMetrics(
  metrics: readonly Metric[],
  { source, watched, now }: Watching,
  kept: KeptRecords,
): ToldMetrics {
  const totals = openTotals(kept)
  const told: Told[] = []
  for (const metric of metrics) {
    for (const as of watched) {
      if (as.metric !== metric.name) continue
      if (metric.adding === null) told.push({ events: [], reason: 'unclear', fault: noNumber(metric.name) })
      else told.push(...metric.points.map(point => tellPoint({ metric, point, as, source, now }, totals)))
    }
  }
  return { told, memory: totals.changes() }
}

function noNumber(name: string): string {
  return `${name.slice(0, 80)}: it is a histogram, a summary or a sum of no known temporality, and none of these is a number`
}

interface Reading {
  metric: Metric
  point: NumberPoint
  as: MetricOptions
  source: string
  now: Millis
}

function tellPoint({ metric, point, as, source, now }: Reading, totals: Totals): Told {
  const { value, at, attributes } = point
  const { name, family, labels } = as
  const item: Attributed = { attributes, resource: metric.resource }
  if (value === null || !holdAll(item, as.where)) return { events: [] }
  const invalid = (why: string): Told => ({ events: [], fault: `${name}: ${why}` })
  if (!Number.isFinite(value)) return invalid('a number that is none, or has no end')
  if (at <= 0) return invalid('a point without a time')
  // Its total would be the latest that is known until that time has come.
  if (millisOf(at) > now + LEAD) return { ...invalid(AHEAD), reason: 'future' }
  const series = digestOf(JSON.stringify([metric.name, sorted(attributes), sorted(metric.resource)]))
  const reading = readingOf(metric, point, value, totals.of(name, series))
  if (typeof reading === 'string') return { ...invalid(reading), reason: 'unclear' }
  if (reading === null) return { events: [] }
  if (Math.abs(reading) > LARGEST_SUMMAND) return invalid('a number too large to be added to others')
  if (family !== 'real' && reading < 0) return invalid(`a negative number, and its family is ${family}`)
  const called = labelsOf(item, labels)
  if (called.length > LONGEST_LABELS) return invalid(`labels of more than ${LONGEST_LABELS} characters`)
  return {
    events: [
      {
        id: idOf(`${series}:${at}`, name, source),
        type: 'sample.taken',
        at: millisOf(at),
        source,
        subject: `${series}:${name}`,
        attributes: {},
        data: {
          name,
          value: family === 'count' ? Math.round(reading) : reading,
          ...(labels.length === 0 ? {} : { labels: called }),
        },
      },
    ],
  }
}

/** As PromQL writes them: `{queue="main"}`. */
function labelsOf(item: Attributed, names: readonly string[]): string {
  const pairs = names.flatMap(name => {
    const value = valueAt(item, name)
    return value === undefined ? [] : [`${name}=${JSON.stringify(String(value))}`]
  })
  return `{${pairs.toSorted().join(', ')}}`
}

/** The value; null where it is not known yet, or was told already; or why there is none. */
function readingOf(
  { adding, monotonic }: Metric,
  point: NumberPoint,
  value: number,
  total: TotalOf,
): number | string | null {
  if (adding === 'gauge' || (adding === 'cumulative' && !monotonic)) return value
  if (adding === 'cumulative') return rateOfTotal(point, value, total)
  if (!monotonic) return 'changes of an up-down counter do not say where it stands; send it as cumulative'
  return (
    rate(value, point.at - point.startAt, point.startAt) ?? 'a count without the time over which it counts'
  )
}

function rateOfTotal({ startAt, at }: NumberPoint, value: number, total: TotalOf): number | null {
  const before = total.get()
  if (before !== null && at <= before[1]) return null
  total.set([startAt, at, value])
  if (before === null) return null
  const [startBefore, atBefore, valueBefore] = before
  // It began anew: all that it counts came since.
  if (startAt !== startBefore || value < valueBefore) {
    return startAt >= atBefore ? rate(value, at - startAt, startAt) : null
  }
  return rate(value - valueBefore, at - atBefore, atBefore)
}

function rate(count: number, over: Nanos, since: Nanos): number | null {
  return since > 0 && over > 0 ? (count / over) * SECOND_IN_NANOS : null
}

interface TotalOf {
  get(): Total | null
  set(total: Total): void
}

interface Totals {
  of(name: string, series: string): TotalOf
  changes(): MemoryChange[]
}

function openTotals(kept: KeptRecords): Totals {
  const opened = new Map<string, Map<string, Total>>()
  const changed = new Set<string>()
  const recordOf = (name: string): Map<string, Total> => {
    const known = opened.get(name) ?? readTotals(kept.get(keyOf(name)))
    opened.set(name, known)
    return known
  }
  return {
    of: (name, series) => ({
      get: () => recordOf(name).get(series) ?? null,
      set: total => {
        const record = recordOf(name)
        // The latest comes last.
        record.delete(series)
        record.set(series, total)
        const [oldest] = record.keys()
        if (record.size > MOST_TOTALS && oldest !== undefined) record.delete(oldest)
        changed.add(name)
      },
    }),
    changes: () =>
      [...changed].map(name => ({
        key: keyOf(name),
        value: new TextEncoder().encode(JSON.stringify([...recordOf(name)])),
      })),
  }
}

function keyOf(name: string): string {
  return `total ${name}`
}

/** What is damaged is as good as none. */
function readTotals(bytes: Uint8Array | null): Map<string, Total> {
  const totals = new Map<string, Total>()
  if (bytes === null) return totals
  let list: unknown
  try {
    list = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return totals
  }
  if (!Array.isArray(list)) return totals
  for (const entry of list) {
    const [series, total] = Array.isArray(entry) ? entry : []
    if (typeof series === 'string' && isTotal(total)) totals.set(series, total)
  }
  return totals
}

function isTotal(value: unknown): value is Total {
  return Array.isArray(value) && value.length === 3 && value.every(part => typeof part === 'number')
}

function sorted(attributes: Attributes): unknown {
  return [...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1))
}
