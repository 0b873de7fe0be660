// Reads queries from where they were read to, stretch by stretch, each a batch of its own.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR, SECOND } from '../../core/duration.ts'
import { type Api, PrometheusFault } from '../../core/prometheus/api.ts'
import type { SourceMemory } from '../memory.ts'
import type { Batch, SourceProblem } from '../source.ts'
import type { PrometheusOptions, QueryOptions } from './options.ts'
import { type Place, type QueryPlace, refusalsIn } from './place.ts'
import { type Answered, askRange, isOfQuery, isTooMuch } from './range.ts'
import { type Seen, takeSamples } from './samples.ts'

/** Numbers that are asked for at once, about: a batch of them is committed at once. */
const MOST_NUMBERS = 10_000

export interface Following {
  options: PrometheusOptions
  api: Api
  memory: Pick<SourceMemory, 'get'>
  /** Steps that end up to here may be asked for. */
  due: Millis
  /** Changes with each batch. */
  place: Place
  /** Of queries that the server refuses. */
  problems: SourceProblem[]
  /** What its clock shows. */
  now: Millis
  /** Steps of a query that the server has answered for at once, by its name. */
  widths: Map<string, number>
}

/** Rejects with a `PrometheusFault` where it is the server that cannot be asked; a query that it refuses is a problem. */
export async function* followAll(state: Following, signal: AbortSignal): AsyncGenerator<Batch> {
  const { options, due } = state
  state.place = { ...state.place, queries: placesOf(state) }
  for (const query of options.series) {
    if (signal.aborted) return
    const place = state.place.queries[query.name]
    if (place !== undefined && place.upTo < due) yield* follow(query, place, state, signal)
  }
}

/**
 * A history begins with a whole bucket. One that is new beside others begins where those are: no bucket before that would get a point any more.
 */
function placesOf({ options: { series, history }, place, due }: Following): Place['queries'] {
  const { complete } = place
  const hours = complete === null ? Math.floor((due - history) / HOUR) : Math.ceil(complete / HOUR)
  const from = Math.max(0, hours * HOUR)
  const begun: QueryPlace = { from, upTo: from, taken: 0, refused: {} }
  const known = new Map(Object.entries(place.queries))
  return Object.fromEntries(series.map(({ name }) => [name, known.get(name) ?? begun]))
}

async function* follow(
  query: QueryOptions,
  place: QueryPlace,
  state: Following,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const { options, due, memory, widths } = state
  const { step, most, name: source } = options
  const key = `seen:${query.name}`
  let seen = seenIn(memory.get(key))
  let { upTo } = place
  let width = widths.get(query.name) ?? Math.max(1, Math.floor(DAY / step))
  while (upTo < due && !signal.aborted) {
    const to = Math.min(due, upTo + width * step)
    const answered = await asked(query, { from: upTo, to }, width, state, signal)
    if (answered === 'less') {
      width = Math.floor(width / 2)
      widths.set(query.name, width)
      continue
    }
    if (answered === 'refused') return
    const taken = takeSamples(answered, { source, query, seen, most })
    upTo = to
    const memorised = JSON.stringify(taken.seen) !== JSON.stringify(seen)
    seen = taken.seen
    state.place = moved(state.place, query.name, upTo, taken)
    yield {
      ...batchOf(state, { events: taken.events, refused: taken.refused, query: query.name }),
      ...(memorised ? { memory: [{ key, value: Buffer.from(JSON.stringify(seen)) }] } : {}),
    }
    width = Math.min(
      Math.max(1, Math.floor(MOST_NUMBERS / Math.max(1, answered.length))),
      widths.get(query.name) ?? MOST_NUMBERS,
    )
  }
}

/** `less`: the server may answer for less of it. */
async function asked(
  query: QueryOptions,
  span: { from: Millis; to: Millis },
  width: number,
  { options: { step }, api, problems }: Following,
  signal: AbortSignal,
): Promise<Answered[] | 'less' | 'refused'> {
  try {
    return await askRange(api, promqlOf(query, step), { ...span, step }, signal)
  } catch (fault) {
    if (!(fault instanceof PrometheusFault) || signal.aborted || !isOfQuery(fault)) throw fault
    if (isTooMuch(fault) && width > 1) return 'less'
    problems.push(refusedQuery(query, fault, span.from))
    return 'refused'
  }
}

/** As the server is asked. */
export function promqlOf({ query }: Pick<QueryOptions, 'query'>, step: Millis): string {
  return query.replaceAll('$step', `${step / SECOND}s`)
}

export function refusedQuery(
  { name, query }: QueryOptions,
  { said }: PrometheusFault,
  since: Millis,
): SourceProblem {
  return {
    where: `series.${name}`,
    key: 'refused query',
    message: `the query ${query.replaceAll(/\s+/g, ' ').slice(0, 200)} gets no answer: ${said}`,
    remedy: 'Run it on the server: its own page shows where it is wrong, or what it asks for too much of',
    refused: 0,
    blind: { table: name, what: 'query', since, lastRow: null },
    costs: { kind: 'sample', observation: name, lacks: null },
  }
}

function moved(place: Place, name: string, upTo: Millis, taken: ReturnType<typeof takeSamples>): Place {
  const before = place.queries[name]
  if (before === undefined) return place
  const refused = { ...before.refused }
  for (const [reason, count] of taken.refused) refused[reason] = (refused[reason] ?? 0) + count
  const after: QueryPlace = { ...before, upTo, taken: before.taken + taken.events.length, refused }
  return { ...place, queries: { ...place.queries, [name]: after } }
}

function seenIn(bytes: Uint8Array | null): Seen {
  if (bytes === null) return {}
  const read: unknown = JSON.parse(new TextDecoder().decode(bytes))
  return typeof read === 'object' && read !== null ? (read as Seen) : {}
}

interface Brought {
  events: Batch['events']
  refused: ReadonlyMap<string, number>
  query: string
}

const NOTHING: Brought = { events: [], refused: new Map(), query: '' }

export function batchOf(
  { place, problems, due, now, api }: Following,
  { events, refused, query }: Brought = NOTHING,
): Batch {
  return {
    events,
    cursor: { ...place },
    completeUpTo: null,
    now,
    progress: shareOf(place, due),
    problems: [...problems, ...warned(api), ...refusalsIn(place, query, refused)],
  }
}

/** Warnings that are shown, and of how much text. */
const WARNINGS = 5
const LONGEST_WARNING = 300

/** What a server notes of a query (`PromQL info`) a check shows. */
function warned(api: Api): SourceProblem[] {
  const said = api.warnings().filter(one => !one.startsWith('PromQL info'))
  return said.slice(0, WARNINGS).map(one => ({
    where: 'url',
    message: `the server warns: ${one.replaceAll(/\s+/g, ' ').slice(0, LONGEST_WARNING)}`,
    refused: 0,
  }))
}

/** Of what is due, how much was read. */
function shareOf({ queries }: Place, due: Millis): number {
  const all = Object.values(queries)
  const [done, of] = all.reduce(
    ([sum, whole], { from, upTo }) => [sum + upTo - from, whole + due - from],
    [0, 0],
  )
  return of <= 0 ? 1 : Math.min(1, Math.max(0, done / of))
}
