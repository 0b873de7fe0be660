// Looks at a stranger's server: which of its metrics are worth watching, each tried by its query before it is proposed.
import { setTimeout as wait } from 'node:timers/promises'
import type { Millis } from '../../../core/clock.ts'
import { SECOND } from '../../../core/duration.ts'
import { messageOf, SourceError } from '../../../core/errors.ts'
import { type Api, createApi, PrometheusFault } from '../../../core/prometheus/api.ts'
import { metricsOf } from '../../../core/prometheus/metrics.ts'
import { serverAddress } from '../../../core/secrets/server-address.ts'
import type { Survey } from '../../source-type.ts'
import { promqlOf } from '../follow.ts'
import { askRange, isOfQuery } from '../range.ts'
import { nowOf } from '../server.ts'
import { type Proposal, proposalsOf } from './proposals.ts'

const STEP: Millis = 900 * SECOND
/** Queries that are written; with `--all` as many as a source may have. */
const WRITTEN = { usual: 8, all: 100 } as const
/** Series that one may give: more are added up too little to be read. */
const MOST_SERIES = 20
/** Queries that are tried, for each that is written. */
const TRIED = 3

/** Throws SourceError where the server cannot be asked. */
export async function surveyPrometheus(address: string, signal: AbortSignal, all: boolean): Promise<Survey> {
  const server = serverAddress(address, null)
  if (server === null) throw new SourceError('it is no address such as http://127.0.0.1:9090')
  const api = createApi({ server, wholeOnly: true, wait: ms => wait(ms, undefined, { signal }) })
  try {
    const now = await nowOf(api, signal)
    const { views, left } = await metricsOf(api, { name: null, matchers: '__name__!=""' }, now)
    const most = all ? WRITTEN.all : WRITTEN.usual
    const proposals = proposalsOf(views, all)
    const good = await triedOf(api, proposals.slice(0, most * TRIED), { most, now }, signal)
    const names = views.length + Object.values(left).reduce((sum, count) => sum + count, 0)
    const more = proposals.length - good.length
    return {
      summary: summaryOf(api.name, names, good, more),
      config: configOf(good, more),
      variable: VARIABLE,
    }
  } catch (fault) {
    if (fault instanceof SourceError) throw fault
    throw new SourceError(messageOf(fault), { cause: fault })
  }
}

/** Where the configuration looks for the address. */
const VARIABLE = 'PROMETHEUS_URL'

interface Good extends Proposal {
  /** Series that it gives. */
  series: number
}

async function triedOf(
  api: Api,
  proposals: readonly Proposal[],
  { most, now }: { most: number; now: Millis },
  signal: AbortSignal,
): Promise<Good[]> {
  const good: Good[] = []
  const to = Math.floor(now / STEP) * STEP
  for (const proposal of proposals) {
    if (good.length >= most) break
    const answered = await askRange(
      api,
      promqlOf(proposal, STEP),
      { from: to - 96 * STEP, to, step: STEP },
      signal,
    ).catch((fault: unknown) => {
      if (fault instanceof PrometheusFault && isOfQuery(fault)) return []
      throw fault
    })
    const series = answered.filter(({ values }) =>
      values.some(([, text]) => Number.isFinite(Number(text))),
    ).length
    const isNamed = good.some(({ name }) => name === proposal.name)
    if (series > 0 && series <= MOST_SERIES && !isNamed) good.push({ ...proposal, series })
  }
  return good
}

function summaryOf(name: string, metrics: number, good: readonly Good[], more: number): string {
  const lines = good.map(({ name: called, as, series }) => `  ${called}: ${as}, ${series} series`)
  return [
    `${name} has ${metrics} metrics. ${good.length === 0 ? 'None of them was recognised.' : 'Recognised by name, tried, and written:'}`,
    ...lines,
    ...(more > 0 ? [`  ${more} more were recognised, or gave no value: slowburn init --all`] : []),
  ].join('\n')
}

function configOf(good: readonly Good[], more: number): string {
  const head = [
    '# slowburn asks a Prometheus for the series below, and writes nothing to it.',
    '# `slowburn check` runs each query once; `slowburn start` watches them.',
    'sources:',
    '  - name: metrics           # part of every event id: renaming a source reads its history again',
    '    type: prometheus',
    `    url: ${'$'}{${VARIABLE}}`,
    '    history: 90d            # how far back the first start reads',
    '    step: 15m               # how often each query is evaluated',
    good.length === 0 ? '    series: []   # nothing was recognised: name at least one query' : '    series:',
  ]
  const queries = good.flatMap(({ name, query, unit, family, good: direction, as, series }) => [
    `      - name: ${JSON.stringify(name)}   # ${as}; ${series} series`,
    `        query: ${JSON.stringify(query)}`,
    `        unit: ${unit}`,
    `        family: ${family}`,
    `        good: ${direction}`,
  ])
  const rest =
    more > 0 ? ['', `      # Not written: ${more} more. \`slowburn init --all\` writes them too.`] : []
  return `${[...head, ...queries, ...rest].join('\n')}\n`
}
