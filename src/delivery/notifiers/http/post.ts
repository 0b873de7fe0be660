// Posts bytes to a web address and says exactly how that ended: accepted, refused, or unknown.
import type { Millis } from '../../../core/clock.ts'
import { MINUTE, SECOND } from '../../../core/duration.ts'
import { messageOf } from '../../../core/errors.ts'
import { type Answer, ask, waitAskedFor } from '../../../core/reading/answer.ts'
import { redactSecrets } from '../../../core/secrets/redact.ts'
import type { SendResult } from '../../outbox/message.ts'

export interface Post {
  /** Often the whole secret, so it is in no error. */
  url: string
  /** What they hold is in no error either. */
  headers: Readonly<Record<string, string>>
  body: Uint8Array | string
  /** Secrets that the body holds: a server that quotes it does not bring them into an error. */
  secrets?: readonly string[]
}

const TIMEOUT: Millis = 15 * SECOND
/** As long as a server may ask us to wait. */
const LONGEST_WAIT: Millis = 10 * MINUTE
const LONGEST_ANSWER = 300
/** Bytes of it that are read: what is hidden in it makes it shorter. */
const MOST_READ = 8192

/** Follows no redirect: what comes after it may be somebody else's. */
export async function post(
  posted: Post,
  signal: AbortSignal,
  timeout: Millis = TIMEOUT,
): Promise<SendResult> {
  const { url, headers, body } = posted
  try {
    const answer = await ask(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : Buffer.from(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      redirect: 'manual',
    })
    if (answer.ok) {
      await answer.leave()
      return { accepted: true, answer: String(answer.status) }
    }
    return refused(answer, withoutSecrets(await lineOf(answer), posted))
  } catch (error) {
    return failed(error, posted)
  }
}

/** 408, 425 and 429 ask for patience. Other 4xx, and redirects, will be the same tomorrow. */
function refused({ status, headers }: Answer, line: string): SendResult {
  const patient = status >= 500 || status === 408 || status === 425 || status === 429
  const asked = waitAskedFor(headers)
  const said = line.slice(0, LONGEST_ANSWER)
  return {
    accepted: false,
    outcome: patient ? 'retry' : 'permanent',
    scope: 'message',
    error: `answered ${status}${said === '' ? '' : `: ${said}`}`,
    ...(asked > 0 ? { after: Math.min(asked, LONGEST_WAIT) } : {}),
  }
}

/** What the server says of a refusal, in a line: as much of it as comes in time. */
async function lineOf(answer: Answer): Promise<string> {
  const text = await answer.beginning(MOST_READ)
  return text.replace(/\s+/g, ' ').trim()
}

/** What is shorter is no secret, and would be found in ordinary words. */
const SHORTEST_SECRET = 4
const SHORTEST_PART = 12

function withoutSecrets(text: string, { url, headers, secrets = [] }: Post): string {
  const { pathname, search } = new URL(url)
  const addresses = [url, `${pathname}${search}`, pathname]
  const held = Object.values(headers).flatMap(value => [
    value,
    ...value.split(' ').filter(part => part.length >= SHORTEST_PART),
  ])
  const hide = (from: string, words: readonly string[], by: string): string =>
    words.reduce((left, word) => (word.length < SHORTEST_SECRET ? left : left.replaceAll(word, by)), from)
  const all = [...addresses, ...held, ...secrets]
  const bare = hide(hide(text, addresses, 'the address'), [...held, ...secrets], '***')
  return redactSecrets(withoutBegun(bare, all))
}

/** An answer that is cut may end in the middle of a secret. */
function withoutBegun(text: string, words: readonly string[]): string {
  const begun = words.map(word => {
    let length = Math.min(word.length, text.length)
    while (length >= SHORTEST_SECRET && !text.endsWith(word.slice(0, length))) length--
    return length < SHORTEST_SECRET ? 0 : length
  })
  return text.slice(0, text.length - Math.max(0, ...begun))
}

/** Where no connection came about nothing can have been taken; otherwise nobody knows. */
function failed(error: unknown, posted: Post): SendResult {
  const causes = causesOf(error)
  const unreached = causes.some(cause => UNREACHED.has(codeOf(cause)) || NO_TUNNEL.test(messageOf(cause)))
  const texts = causes.map(messageOf).filter(text => text !== '')
  return {
    accepted: false,
    outcome: unreached ? 'retry' : 'unknown',
    scope: 'message',
    error: withoutSecrets([...new Set(texts)].join(': '), posted),
  }
}

const MOST_CAUSES = 5

/** From the outermost to the innermost. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = []
  for (let one = error; one !== undefined && causes.length < MOST_CAUSES; ) {
    causes.push(one)
    one = one instanceof Error ? one.cause : undefined
  }
  return causes
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** A proxy that opens no way to the server. */
const NO_TUNNEL = /^Proxy response .* when HTTP Tunneling$/

const UNREACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])
