// Hands samples to a receiver of Prometheus' remote write: in version 2.0 where it takes that, else in 1.0.
// https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/
import { compress } from 'snappy'
import { reasonOf } from '../../core/errors.ts'
import { type Answer, ask } from '../../core/reading/answer.ts'
import { requestOf, type Version, type WrittenSeries } from './requests.ts'

export interface Receiver {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly userAgent: string
  /** Waits so many real milliseconds before something is sent again. */
  wait(ms: number): Promise<unknown>
}

export interface Sent {
  samples: number
  requests: number
  version: Version
}

/** Samples of one request. */
const A_REQUEST = 5000

/** Throws an Error, which says what the receiver said, where it does not take a request. */
export async function sendAll(series: Iterable<WrittenSeries>, receiver: Receiver): Promise<Sent> {
  const sent: Sent = { samples: 0, requests: 0, version: '2.0' }
  for (const batch of batches(series)) {
    const takes = await send(batch, sent.version, receiver)
    if (!takes) {
      sent.version = '1.0'
      await send(batch, sent.version, receiver)
    }
    sent.requests += 1
    for (const { samples } of batch) sent.samples += samples.length
  }
  return sent
}

function* batches(series: Iterable<WrittenSeries>): Generator<WrittenSeries[]> {
  let [batch, size]: [WrittenSeries[], number] = [[], 0]
  for (const one of series) {
    batch.push(one)
    size += one.samples.length
    if (size < A_REQUEST) continue
    yield batch
    ;[batch, size] = [[], 0]
  }
  if (batch.length > 0) yield batch
}

const CONTENT_TYPES: Readonly<Record<Version, string>> = {
  '1.0': 'application/x-protobuf',
  '2.0': 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
}

/** By how each version is named in a header. */
const NAMES: Readonly<Record<Version, string>> = { '1.0': '0.1.0', '2.0': '2.0.0' }

/** Real milliseconds that one request may take, and those before it is sent again. */
const PATIENCE = 30_000
const PAUSES = [1000, 2000, 4000, 8000]

/** False where the receiver does not know this version. */
async function send(
  series: readonly WrittenSeries[],
  version: Version,
  { url, headers, userAgent, wait }: Receiver,
): Promise<boolean> {
  const body = await compress(requestOf(version, series))
  const request = {
    method: 'POST',
    headers: {
      ...headers,
      'User-Agent': userAgent,
      'Content-Encoding': 'snappy',
      'Content-Type': CONTENT_TYPES[version],
      'X-Prometheus-Remote-Write-Version': NAMES[version],
    },
    body,
    // Credentials are for this server alone.
    redirect: 'manual' as const,
  }
  for (const pause of [...PAUSES, null]) {
    const answer = await ask(url, { ...request, signal: AbortSignal.timeout(PATIENCE) }).catch(reasonOf)
    if (typeof answer !== 'string' && !isForLater(answer)) return taken(answer, version, url)
    const why = typeof answer === 'string' ? answer : await saidBy(answer)
    if (pause === null) throw new Error(`${url} takes nothing: ${why}`)
    await wait(pause)
  }
  return false
}

function isForLater({ status }: Answer): boolean {
  return status === 429 || status >= 500
}

/** As of a log-in before the receiver, which says 200 and has taken nothing. */
function isPage({ headers }: Answer): boolean {
  return /^text\/html\b/i.test(headers.get('content-type') ?? '')
}

/** A receiver of 1.0 alone may take a request of 2.0 for an empty one: who knows 2.0 says how much it has written. */
async function taken(answer: Answer, version: Version, url: string): Promise<boolean> {
  if (answer.ok && isPage(answer))
    throw new Error(`${url} does not take the samples: it answers with a page: ${await saidBy(answer)}`)
  if (answer.ok) {
    await answer.leave()
    return version === '1.0' || answer.headers.has('x-prometheus-remote-write-samples-written')
  }
  const why = await saidBy(answer)
  if (version === '2.0' && answer.status !== 401 && answer.status !== 403 && answer.status !== 404)
    return false
  throw new Error(`${url} does not take the samples: ${why}${remedyOf(why)}`)
}

/** Characters of an answer that are shown. */
const SHOWN = 300

async function saidBy(answer: Answer): Promise<string> {
  return `${answer.status} ${(await answer.beginning(SHOWN)).trim()}`
}

function remedyOf(said: string): string {
  if (!/out of (order|bounds)|too old/i.test(said)) return ''
  return '. A Prometheus takes what is older than an hour only within storage.tsdb.out_of_order_time_window of its configuration'
}
