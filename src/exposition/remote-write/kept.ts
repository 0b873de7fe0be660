// A receiver of remote write that does not say how much it has written may leave out what is older than it keeps, and answer as if
// it had taken all. Where the same server answers queries, it is asked for the earliest sample.
import { ask } from '../../core/reading/answer.ts'
import { escapeLabel } from '../../core/series-key.ts'
import type { WrittenSeries } from './requests.ts'
import { type Receiver, type Sent, sendAll } from './send.ts'

/** Throws an Error as `sendAll` does, and where the receiver keeps nothing as old as the earliest sample. */
export async function sendKept(series: Iterable<WrittenSeries>, receiver: Receiver): Promise<Sent> {
  const noted: WrittenSeries[] = []
  const sent = await sendAll(notingEarliest(series, noted), receiver)
  const earliest = noted.at(-1)
  if (sent.version === '2.0' || earliest === undefined) return sent
  if ((await found(earliest, receiver)) === false) {
    const at = new Date(timeOf(earliest)).toISOString().slice(0, 16)
    throw new Error(
      `${receiver.server.shown} took ${sent.samples} samples, and keeps none as old as the earliest, of ${at}Z. Give a later --from, or have it keep more: a VictoriaMetrics keeps a month unless -retentionPeriod says otherwise`,
    )
  }
  return sent
}

/** The last one that is noted begins before all others. */
function* notingEarliest(series: Iterable<WrittenSeries>, noted: WrittenSeries[]): Generator<WrittenSeries> {
  let before = Number.POSITIVE_INFINITY
  for (const one of series) {
    const at = timeOf(one)
    if (at < before) noted.push({ ...one, samples: one.samples.slice(0, 1) })
    before = Math.min(before, at)
    yield one
  }
}

function timeOf({ samples }: WrittenSeries): number {
  return samples[0]?.at ?? Number.POSITIVE_INFINITY
}

/** Real milliseconds before it is asked again: a VictoriaMetrics finds new series after some ten seconds. And those that one answer may take. */
const PAUSES = [1000, 2000, 4000, 8000, 15_000]
const PATIENCE = 30_000

/** Null where the server cannot be asked. */
async function found(earliest: WrittenSeries, { server, wait }: Receiver): Promise<boolean | null> {
  const url = queryFor(earliest, server.url)
  if (url === null) return null
  for (const pause of [...PAUSES, null]) {
    const count = await answeredBy(url, server.headers)
    if (count !== 0 || pause === null) return count === null ? null : count > 0
    await wait(pause)
  }
  return null
}

/** Null where the address is not such that the one of queries follows from it. */
function queryFor(earliest: WrittenSeries, receiver: string): string | null {
  const url = new URL(receiver)
  const path = url.pathname.replace(/\/api\/v1\/write$/, '/api/v1/query')
  if (path === url.pathname) return null
  url.pathname = path
  const labels = earliest.labels.pairs.map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  url.searchParams.set('query', `${earliest.family.name}{${labels.join(',')}}[1s]`)
  url.searchParams.set('time', String(timeOf(earliest) / 1000))
  return url.href
}

/** The number of series in the answer; null where there is none that can be read. */
async function answeredBy(url: string, headers: Readonly<Record<string, string>>): Promise<number | null> {
  try {
    const answer = await ask(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) })
    const { data } = JSON.parse(await answer.whole(100_000)) as { data?: { result?: unknown } }
    return answer.ok && Array.isArray(data?.result) ? data.result.length : null
  } catch {
    return null
  }
}
