// Hands samples to a receiver of Prometheus' remote write: in version 2.0 where it takes that, else in 1.0.
// https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/
import { compress } from 'snappy'
import { DAY, MINUTE } from '../../core/duration.ts'
import { messageOf, reasonOf } from '../../core/errors.ts'
import { type Answer, ask, waitAskedFor } from '../../core/reading/answer.ts'
import type { ServerAddress } from '../../core/secrets/server-address.ts'
import { requestOf, type Version, type WrittenSeries } from './requests.ts'

export interface Receiver {
  readonly server: ServerAddress
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

/**
 * Throws an Error, which says what the receiver said and from when on to go on, where it does not take a request, or says at the end that it has
 * written less than it was sent.
 */
export async function sendAll(series: Iterable<WrittenSeries>, receiver: Receiver): Promise<Sent> {
  const sent: Sent = { samples: 0, requests: 0, version: '2.0' }
  let unwritten = 0
  for (const batch of batches(series)) {
    const count = batch.reduce((sum, { samples }) => sum + samples.length, 0)
    const written = await sendBatch(batch, sent, receiver)
    unwritten += Math.max(0, count - (written ?? count))
    sent.requests += 1
    sent.samples += count
  }
  const { shown } = receiver.server
  if (unwritten > 0)
    throw new Error(`${shown} says that it has written all but ${unwritten} of ${sent.samples} samples`)
  return sent
}

/** How many samples the receiver has written; null where it does not say. */
async function sendBatch(
  batch: readonly WrittenSeries[],
  sent: Sent,
  receiver: Receiver,
): Promise<number | null> {
  try {
    const written = await send(batch, sent.version, receiver)
    if (written !== 'unknown version') return written
    sent.version = '1.0'
    await send(batch, sent.version, receiver)
    return null
  } catch (cause) {
    if (sent.samples === 0) throw cause
    // Days come one after the other, and of the one that was begun each metric by itself.
    const day = Math.floor((batch[0]?.samples[0]?.at ?? 0) / DAY) * DAY
    const from = new Date(day).toISOString().slice(0, 16)
    const words = `${messageOf(cause)}. It has ${sent.samples} samples: go on with --from ${from}Z`
    throw new Error(words, { cause })
  }
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

/** Real milliseconds that one request may take, and those before it is sent again, unless the receiver asks for more. */
const PATIENCE = 30_000
const PAUSES = [1000, 2000, 4000, 8000]
const LONGEST_PAUSE = 5 * MINUTE

/** How many samples the receiver has written; null where it does not say. */
async function send(
  series: readonly WrittenSeries[],
  version: Version,
  { server, userAgent, wait }: Receiver,
): Promise<number | null | 'unknown version'> {
  const body = await compress(requestOf(version, series))
  const request = {
    method: 'POST',
    headers: {
      ...server.headers,
      'User-Agent': userAgent,
      'Content-Encoding': 'snappy',
      'Content-Type': CONTENT_TYPES[version],
      'X-Prometheus-Remote-Write-Version': NAMES[version],
    },
    body,
    // Credentials are for this server alone.
    redirect: 'manual' as const,
  }
  let why = ''
  for (const pause of [...PAUSES, null]) {
    const signal = AbortSignal.timeout(PATIENCE)
    const answer = await ask(server.url, { ...request, signal }).catch(reasonOf)
    if (typeof answer !== 'string' && !isForLater(answer)) return taken(answer, version, server)
    why = typeof answer === 'string' ? answer : await saidBy(answer, server)
    if (pause === null) break
    const asked = typeof answer === 'string' ? 0 : waitAskedFor(answer.headers)
    await wait(Math.min(Math.max(pause, asked), LONGEST_PAUSE))
  }
  throw new Error(`${server.shown} takes nothing: ${server.bare(why)}`)
}

function isForLater({ status }: Answer): boolean {
  return status === 429 || status >= 500
}

/** As of a log-in before the receiver, which says 200 and has taken nothing. */
function isPage({ headers }: Answer): boolean {
  return /^text\/html\b/i.test(headers.get('content-type') ?? '')
}

const WRITTEN = 'x-prometheus-remote-write-samples-written'

/** A receiver of 1.0 alone may take a request of 2.0 for an empty one: who knows 2.0 says how much it has written. */
async function taken(
  answer: Answer,
  version: Version,
  server: ServerAddress,
): Promise<number | null | 'unknown version'> {
  const { shown } = server
  if (answer.ok && isPage(answer))
    throw new Error(
      `${shown} does not take the samples: it answers with a page: ${await saidBy(answer, server)}`,
    )
  if (answer.ok) {
    await answer.leave()
    if (version === '1.0') return null
    const written = answer.headers.get(WRITTEN)
    return written === null ? 'unknown version' : Number(written)
  }
  const why = await saidBy(answer, server)
  if (version === '2.0' && answer.status !== 401 && answer.status !== 403 && answer.status !== 404)
    return 'unknown version'
  throw new Error(`${shown} does not take the samples: ${why}${remedyOf(why)}`)
}

/** Characters of an answer that are shown. */
const SHOWN = 300

async function saidBy(answer: Answer, server: ServerAddress): Promise<string> {
  return `${answer.status} ${server.bare(await answer.beginning(SHOWN)).trim()}`
}

function remedyOf(said: string): string {
  if (!/out of (order|bounds)|too old/i.test(said)) return ''
  return '. A Prometheus takes what is older than an hour only within storage.tsdb.out_of_order_time_window of its configuration'
}
