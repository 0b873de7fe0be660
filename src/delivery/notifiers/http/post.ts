// Posts bytes to a web address and says exactly how that ended: accepted, refused, or unknown.
import type { Millis } from '../../../core/clock.ts'
import { MINUTE, SECOND } from '../../../core/duration.ts'
import { messageOf } from '../../../core/errors.ts'
import { redactSecrets } from '../../../core/logger.ts'
import type { SendResult } from '../../outbox/message.ts'

export interface Post {
  /** Often the whole secret, so it is in no error. */
  url: string
  headers: Readonly<Record<string, string>>
  body: Uint8Array | string
}

const TIMEOUT: Millis = 15 * SECOND
/** As long as a server may ask us to wait. */
const LONGEST_WAIT: Millis = 10 * MINUTE
const LONGEST_ANSWER = 300

/** Follows no redirect: what comes after it may be somebody else's. */
export async function post(
  { url, headers, body }: Post,
  signal: AbortSignal,
  timeout: Millis = TIMEOUT,
): Promise<SendResult> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : Buffer.from(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      redirect: 'manual',
    })
    const { status } = response
    if (status >= 200 && status < 300) {
      await response.body?.cancel().catch(() => undefined)
      return { accepted: true, answer: String(status) }
    }
    return refused(response, await answerOf(response), url)
  } catch (error) {
    return failed(error, url)
  }
}

/** 408, 425 and 429 ask for patience. Other 4xx, and redirects, will be the same tomorrow. */
function refused({ status, headers }: Response, answer: string, url: string): SendResult {
  const patient = status >= 500 || status === 408 || status === 425 || status === 429
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  const error = `answered ${status}${answer === '' ? '' : `: ${answer}`}`
  return {
    accepted: false,
    outcome: patient ? 'retry' : 'permanent',
    scope: 'message',
    error: redactSecrets(error).replaceAll(url, 'the address'),
    ...(seconds > 0 ? { after: Math.min(seconds * SECOND, LONGEST_WAIT) } : {}),
  }
}

/** What the server says of a refusal, in a line; nothing where it says it too slowly. */
async function answerOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '')
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_ANSWER)
}

/** Where no connection came about nothing can have been taken; otherwise nobody knows. */
function failed(error: unknown, url: string): SendResult {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  const unreached = UNREACHED.has(code)
  const text = redactSecrets(`${messageOf(error)}${cause === undefined ? '' : `: ${messageOf(cause)}`}`)
  return {
    accepted: false,
    outcome: unreached ? 'retry' : 'unknown',
    scope: 'message',
    error: text.replaceAll(url, 'the address'),
  }
}

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
