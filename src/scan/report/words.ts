// A scan in words, for the terminal and the page alike.
import { formatDuration } from '../../core/duration.ts'
import {
  formatMinute,
  formatRelative,
  formatSpan,
  formatValue,
  type QuantityUnit,
} from '../../core/format.ts'
import type { Drift, DriftedSeries, Named } from '../drift.ts'
import type { Scan } from '../scan.ts'
import type { Story } from '../stories.ts'

/** A ratio of at least so much is a multiple, not a percentage. */
const MULTIPLE = 10

/** `mean of http_request_duration_seconds{job="api"} over all instance, pod`, as PromQL writes its labels. */
export function nameOf({ metric, view, labels, over }: Named): string {
  const pairs = pairsOf(labels)
  const of = view === 'value' ? '' : `${view} of `
  const all = over.length === 0 ? '' : ` over all ${over.join(', ')}`
  return `${of}${metric}${pairs === '' ? '' : `{${pairs}}`}${all}`
}

function pairsOf(labels: Named['labels']): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')
}

/** `level up +43 %, from 120 ms to 171 ms`. */
export function changeWords({ drift, ...of }: DriftedSeries): string {
  const { kind, direction, from, to } = drift
  const what = kind === 'variance' ? `spread ${direction}` : `${kind} ${direction}`
  const unit = unitOf(of)
  const per = of.view === 'rate' ? ' a second' : ''
  return `${what}${sizeWords(drift)}, from ${formatValue(from, unit)} to ${formatValue(to, unit)}${per}`
}

function sizeWords({ relative }: Drift): string {
  if (relative === null) return ''
  const fold = 1 + relative.value
  return fold >= MULTIPLE ? ` ${Math.round(fold)} times` : ` ${formatRelative(relative.value)}`
}

/** By the last word of its name, as Prometheus asks for. What is counted a second has no unit of its own. */
export function unitOf({ metric, view }: Pick<Named, 'metric' | 'view'>): QuantityUnit {
  if (view === 'rate') return 'unitless'
  if (metric.endsWith('_seconds')) return 'seconds'
  return metric.endsWith('_ratio') ? 'ratio' : 'unitless'
}

/** `since 4 Oct 06:00 UTC (90 %: 2 Oct 03:00 to 7 Oct 00:00)`; without the interval where it is within the bucket. */
export function sinceWords({ onset: { value, lower, upper } }: Drift): string {
  const range = lower === upper ? '' : ` (90 %: ${formatMinute(lower)} to ${formatMinute(upper)})`
  return `since ${formatMinute(value)} UTC${range}`
}

/** What began with the first of a story; null: nothing did. */
export function togetherWords({ members, shared }: Story): string | null {
  const others = members.length - 1
  if (others === 0) return null
  const pairs = pairsOf(shared)
  const all = pairs === '' ? '' : `, all with ${pairs}`
  return `${others} more began with it${all}`
}

export function headWords({ from, to, step, metrics, series }: Scan): string {
  return `${counted(series, 'series', 'series')} of ${counted(metrics, 'metric')}, ${formatSpan(to - from)} to ${formatMinute(to)} UTC, in buckets of ${formatDuration(step)}`
}

export function verdictWords({ stories }: Scan): string {
  const changed = stories.reduce((sum, { members }) => sum + members.length, 0)
  if (changed === 0) return 'Nothing has changed that has not come back.'
  return `${changed === 1 ? '1 has' : `${changed} have`} changed and not come back, in ${counted(stories.length, 'story', 'stories')}, the largest first`
}

/** What was not judged, and why; a line each. */
export function noteWords({ unjudged, left, beyond, faults, warnings }: Scan): string[] {
  const { constant, short, gone } = unjudged
  const parts = [
    constant > 0 && `${constant} of one value throughout`,
    short > 0 && `${short} with too few values, or too few events among them`,
    gone > 0 && `${gone} without a value for the last day`,
  ].filter(part => part !== false)
  const names = [
    left.identity > 0 && `${left.identity} that say what something is`,
    left.moment > 0 && `${left.moment} that say when`,
    left.bucket > 0 && `${left.bucket} of buckets`,
  ].filter(part => part !== false)
  return [
    ...(parts.length === 0 ? [] : [`Not judged: ${parts.join('; ')}.`]),
    ...(names.length === 0 ? [] : [`Names left out: ${names.join(', ')}.`]),
    ...(beyond === 0 ? [] : [`${beyond} series were not looked at: see --most and --match.`]),
    ...faults.map(fault => `Not read: ${fault}`),
    ...warnings.map(warning => `The server warns: ${warning}`),
  ]
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
