// What a server is asked besides its series: what its clock shows, and how recent its latest sample is.
import { setTimeout as wait } from 'node:timers/promises'
import type { Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'
import { SourceError } from '../../core/errors.ts'
import { type Api, createApi, listOf, PrometheusFault } from '../../core/prometheus/api.ts'
import { readToken } from '../../core/secrets/read-token.ts'
import { serverAddress } from '../../core/secrets/server-address.ts'
import type { PrometheusOptions } from './options.ts'

/** Bytes of an answer: a stretch of 10,000 numbers takes less than one million. */
const MOST = 32e6
/** A pull has other queries to ask: one that asks for more is let alone until the next. */
const LONGEST_WAIT = 5 * SECOND

/** Throws SourceError where its token cannot be read. */
export function apiOf(
  { url, token, tokenFile, tenant, budget }: PrometheusOptions,
  signal: AbortSignal,
): Api {
  const server = serverAddress(url, tokenFrom(token, tokenFile))
  if (server === null) throw new SourceError('`url` is no address such as http://127.0.0.1:9090')
  return createApi({
    server,
    // So that a pull has time to ask for less.
    patience: Math.max(SECOND, budget / 3),
    longestWait: LONGEST_WAIT,
    most: MOST,
    tenant,
    wholeOnly: true,
    wait: ms => wait(ms, undefined, { signal }),
  })
}

function tokenFrom(token: string | undefined, file: string | undefined): string | null {
  if (file === undefined) return token ?? null
  try {
    return readToken(file)
  } catch (cause) {
    throw new SourceError(`its token cannot be read: ${String((cause as Error).message)}`, { cause })
  }
}

/** What its clock shows. Rejects with a `PrometheusFault`, also where it does not say. */
export async function nowOf(api: Api, signal: AbortSignal): Promise<Millis> {
  const seconds = await numberOf(api, 'time()', {}, signal)
  const now = Math.floor((seconds ?? Number.NaN) * SECOND)
  if (Number.isSafeInteger(now) && now > 0) return now
  throw new PrometheusFault(`${api.name}/api/v1/query`, { status: 200, said: 'time() is no moment' })
}

/** The first number that a query gives at a moment, by default now; null where it gives none. Rejects with a `PrometheusFault`. */
export async function numberOf(
  api: Api,
  query: string,
  { at }: { at?: Millis },
  signal: AbortSignal,
): Promise<number | null> {
  const time = at === undefined ? {} : { time: String(at / SECOND) }
  const data = await api.get('/api/v1/query', { query, ...time }, signal)
  const result = (data as { result?: unknown } | null)?.result
  const [first] = listOf<{ value?: unknown }>(data, 'result')
  // A scalar stands by itself.
  const pair = first?.value ?? result
  const value = Array.isArray(pair) && typeof pair[1] === 'string' ? Number(pair[1]) : Number.NaN
  return Number.isFinite(value) ? value : null
}
