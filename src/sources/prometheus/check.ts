// Tries each query once, and says what it gives.
import type { Millis } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import { type Api, PrometheusFault } from '../../core/prometheus/api.ts'
import type { SourceProblem } from '../source.ts'
import { promqlOf, refusedQuery } from './follow.ts'
import type { PrometheusOptions, QueryOptions } from './options.ts'
import { type Answered, askRange, isOfQuery } from './range.ts'
import { type Taken, takeSamples } from './samples.ts'
import { apiOf, nowOf } from './server.ts'

/** Series that are shown of one query. */
const SHOWN = 3

export async function checkQueries(
  options: PrometheusOptions,
  signal: AbortSignal,
): Promise<SourceProblem[]> {
  try {
    const api = apiOf(options, signal)
    const now = await nowOf(api, signal)
    const { step, lateness } = options
    const due = Math.floor((now - lateness) / step) * step
    const problems: SourceProblem[] = []
    for (const query of options.series) problems.push(...(await tried(query, options, { api, due }, signal)))
    return [...problems, ...warned(api)]
  } catch (error) {
    if (signal.aborted) throw error
    const remedy = 'Check the address and its path, the credentials, and whether the server runs'
    return [{ where: 'url', message: messageOf(error), remedy, refused: 0 }]
  }
}

async function tried(
  query: QueryOptions,
  { name: source, step, most }: PrometheusOptions,
  { api, due }: { api: Api; due: Millis },
  signal: AbortSignal,
): Promise<SourceProblem[]> {
  const where = `series.${query.name}`
  let answered: Answered[]
  try {
    answered = await askRange(api, promqlOf(query, step), { from: due - step, to: due, step }, signal)
  } catch (fault) {
    if (!(fault instanceof PrometheusFault) || !isOfQuery(fault)) throw fault
    return [{ ...refusedQuery(query, fault, due), where }]
  }
  const taken = takeSamples(answered, { source, query, seen: {}, most })
  return [
    ...refusals(where, taken),
    ...(counterOf(query) === null ? [] : [asItStands(where, counterOf(query) ?? '')]),
    { where, message: givenWords(taken, query), note: true, refused: 0 },
  ]
}

function refusals(where: string, { refused }: Taken): SourceProblem[] {
  return [...refused].map(([reason, count]) => ({
    where,
    message: `${count} of its samples would be refused: ${reason}`,
    remedy: 'Change the query so that it gives fewer or other values, or `labels`, `family` or `most`',
    refused: 0,
  }))
}

/** `3 series now: {job="api"} 0.02, {job="mail"} 0.5, and 1 more`. */
function givenWords({ events }: Taken, { name }: QueryOptions): string {
  if (events.length === 0) return `${name} gives no value just now`
  const shown = events.slice(0, SHOWN).flatMap(({ type, data }) => {
    if (type !== 'sample.taken') return []
    const { labels = '{}', value } = data
    return [`${labels === '{}' ? '' : `${labels} `}${Number(value.toPrecision(4))}`]
  })
  const more = events.length - shown.length
  const count = events.length === 1 ? '1 series' : `${events.length} series`
  return `${name} gives ${count} now: ${[...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')}`
}

/** The name of a counter that is asked for as it stands; null where the query is anything else. */
function counterOf({ query }: QueryOptions): string | null {
  const [, name = null] = /^\s*([a-zA-Z_:][\w:]*_total)\s*(?:\{[^}]*\})?\s*$/.exec(query) ?? []
  return name
}

function asItStands(where: string, name: string): SourceProblem {
  return {
    where,
    message: `${name} is a counter: it goes up for as long as its program runs`,
    remedy: `Ask how fast: sum(rate(${name}[$step]))`,
    refused: 0,
  }
}

function warned(api: Api): SourceProblem[] {
  return api.warnings().map(said => ({
    where: 'url',
    message: `the server warns: ${said.slice(0, 300)}`,
    note: true,
    refused: 0,
  }))
}
