// A Prometheus as a source: the samples that its queries give become series, backfilled and then followed at the time of the event.
import type { Clock, Millis } from '../../core/clock.ts'
import { formatDuration, MINUTE, SECOND } from '../../core/duration.ts'
import { SourceError } from '../../core/errors.ts'
import { type Api, PrometheusFault } from '../../core/prometheus/api.ts'
import type { SourceMemory } from '../memory.ts'
import type { Batch, Cursor, Meaning, PulledSource, SourceProblem } from '../source.ts'
import type { SourceType } from '../source-type.ts'
import { checkQueries } from './check.ts'
import { batchOf, type Following, followAll } from './follow.ts'
import { type PrometheusOptions, prometheusOptions, type QueryOptions } from './options.ts'
import { isPlace, type Place, placeOf } from './place.ts'
import { isOfQuery } from './range.ts'
import { apiOf, nowOf, numberOf } from './server.ts'
import { surveyPrometheus } from './survey/survey.ts'

export const prometheus = {
  type: 'prometheus',
  options: prometheusOptions,
  example: {
    name: 'metrics',
    type: 'prometheus',
    url: 'http://127.0.0.1:9090',
    series: [
      { name: 'error share', query: 'sum(rate(errors_total[$step])) / sum(rate(requests_total[$step]))' },
    ],
  },
  create: (settings: PrometheusOptions, { clock, memory }) => createPrometheusSource(settings, clock, memory),
  surveyor: {
    recognises: address => /^https?:\/\//.test(address),
    survey: surveyPrometheus,
  },
} as const satisfies SourceType

function createPrometheusSource(
  options: PrometheusOptions,
  clock: Clock,
  memory: Pick<SourceMemory, 'get'>,
): PulledSource {
  const { name, series, budget } = options
  /** By our clock: the server has asked to be let alone until then. */
  let notBefore: Millis = 0
  const widths = new Map<string, number>()
  return {
    name,
    feeds: ['sample'],
    budget,
    meanings: Object.fromEntries(series.map(one => [one.name, meaningOf(one)])),
    reads: isPlace,
    async *pull(cursor, signal) {
      const left = notBefore - clock.now()
      if (left > 0)
        throw new SourceError(`the server asks to be let alone for another ${formatDuration(left)}`)
      try {
        yield* pull(options, { memory, cursor, widths }, signal)
      } catch (fault) {
        if (signal.aborted) return
        if (fault instanceof PrometheusFault) notBefore = clock.now() + fault.wait
        throw sourceErrorOf(fault)
      }
    },
    check: signal => checkQueries(options, signal),
    now: async signal => await nowOf(apiOf(options, signal), signal),
    close: async () => {},
  }
}

function meaningOf({ unit, family, good, limit, help }: QueryOptions): Meaning {
  return { unit, family, goodDirection: good === 'neither' ? null : good, limit, help }
}

/** Whatever asking a server throws is that it cannot be read. */
function sourceErrorOf(fault: unknown): unknown {
  if (!(fault instanceof PrometheusFault)) return fault
  return new SourceError(fault.message, { cause: fault })
}

interface Given {
  memory: Pick<SourceMemory, 'get'>
  cursor: Cursor | null
  widths: Map<string, number>
}

async function* pull(
  options: PrometheusOptions,
  { memory, cursor, widths }: Given,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  if (signal.aborted) return
  const api = apiOf(options, signal)
  const now = await nowOf(api, signal)
  const before = placeOf(cursor)
  const { fresh, problems } = await freshnessOf(api, options, before, now, signal)
  const due = dueOf(options, now, fresh)
  const state: Following = { options, api, memory, due, now, widths, place: { ...before, fresh }, problems }
  yield* followAll(state, signal)
  if (signal.aborted) return
  const complete = Math.max(before.complete ?? 0, due)
  state.place = { ...state.place, complete }
  yield { ...batchOf(state), completeUpTo: complete, progress: null }
}

/** The end of the last step of which all samples are there. */
function dueOf({ step, lateness }: PrometheusOptions, now: Millis, fresh: Millis | null): Millis {
  const ripe = now - lateness
  return Math.max(0, Math.floor(Math.min(ripe, fresh ?? ripe) / step) * step)
}

/** From here on what the server shows is said to be old. */
const OLD = 10 * MINUTE

/** One that has shown a latest sample, and shows none any more, has got none since. */
async function freshnessOf(
  api: Api,
  { freshness, lateness }: PrometheusOptions,
  before: Place,
  now: Millis,
  signal: AbortSignal,
): Promise<{ fresh: Millis | null; problems: SourceProblem[] }> {
  if (freshness === null) return { fresh: null, problems: [] }
  let seconds: number | null = null
  try {
    seconds = await numberOf(api, freshness, {}, signal)
  } catch (fault) {
    if (!(fault instanceof PrometheusFault) || signal.aborted || !isOfQuery(fault)) throw fault
    const remedy = 'Give another query of the moment of its latest sample, or null'
    return {
      fresh: null,
      problems: [{ where: 'freshness', key: 'freshness', message: fault.said, remedy, refused: 0 }],
    }
  }
  const fresh = seconds === null ? before.fresh : Math.floor(seconds * SECOND)
  if (fresh === null || now - fresh <= lateness + OLD) return { fresh, problems: [] }
  const message = `the latest sample of the server is ${formatDuration(now - fresh)} old: nothing after it is called complete`
  const remedy =
    'Look at what writes to the server; where nothing is scraped any more, set `freshness` to null'
  return { fresh, problems: [{ where: 'freshness', key: 'old', message, remedy, refused: 0 }] }
}
