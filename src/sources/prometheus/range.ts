// One stretch of time of one query: what the server answers, as series of values at the ends of steps.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import { type Api, listOf, type PrometheusFault } from '../../core/prometheus/api.ts'

export interface Stretch {
  /** Start of the first step. */
  from: Millis
  /** End of the last step. */
  to: Millis
  step: Millis
}

export interface Answered {
  labels: Readonly<Record<string, string>>
  /** At the ends of steps, in order. As it is written. */
  values: ReadonlyArray<readonly [at: Millis, text: string]>
  /** Native histograms among them, which are no numbers. */
  histograms: number
}

/**
 * What was read once is not read again: a part of it is worse than nothing (Thanos, VictoriaMetrics), and so is what was true before
 * something was filled in (the cache of VictoriaMetrics). Who does not know them passes them over.
 */
const WHOLE = { partial_response: 'false', deny_partial_response: '1', nocache: '1' }

/** Rejects with a `PrometheusFault`. What is no value at the end of a step of the stretch is left out. */
export async function askRange(
  api: Api,
  query: string,
  { from, to, step }: Stretch,
  signal: AbortSignal,
): Promise<Answered[]> {
  // The first values of an answer of a VictoriaMetrics know nothing of what was before: those are of steps that were read already.
  const lead = Math.min(HOUR / step, Math.floor(from / step))
  const parameters = {
    query,
    start: String((from + step - lead * step) / 1000),
    end: String(to / 1000),
    step: String(step / 1000),
    ...WHOLE,
  }
  const data = await api.get('/api/v1/query_range', parameters, signal)
  return listOf<Matrix>(data, 'result').map(({ metric, values, histograms }) => ({
    labels: textsOf(metric),
    values: (Array.isArray(values) ? values : []).flatMap(pair => sampleIn(pair, { from, to, step })),
    histograms: Array.isArray(histograms) ? histograms.length : 0,
  }))
}

interface Matrix {
  metric?: unknown
  values?: unknown
  histograms?: unknown
}

function textsOf(metric: unknown): Record<string, string> {
  const entries = typeof metric === 'object' && metric !== null ? Object.entries(metric) : []
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'))
}

function sampleIn(pair: unknown, { from, to, step }: Stretch): Array<[Millis, string]> {
  if (!Array.isArray(pair) || typeof pair[0] !== 'number') return []
  const at = Math.round(pair[0] * 1000)
  return at > from && at <= to && (at - from) % step === 0 ? [[at, String(pair[1])]] : []
}

/** Whether the server might answer where it is asked for less at once. */
export function isTooMuch(fault: PrometheusFault): boolean {
  const { status, said, late } = fault
  if (late || status === 413 || /answered more than/.test(said)) return true
  return (status === 400 || status === 422) && /too many|exceed|limit|maximum|memory|too long/i.test(said)
}

/** Whether it is the query that the server refuses, and not whoever asks. */
export function isOfQuery(fault: PrometheusFault): boolean {
  return fault.status === 400 || fault.status === 422 || isTooMuch(fault)
}
