// One message to slowburn and what became of it, as a value: it never rejects, and none of its words holds the token.

import type { Runtime } from '../runtime.ts'
import { retryAfter } from './back-off.ts'
import type { Target } from './target.ts'

export type Answer =
  | { is: 'kept'; accepted: number; duplicates: number; refused: number; why: string | null }
  /** To be sent again. */
  | { is: 'later'; afterMs: number | null; why: string }
  | { is: 'too large' }
  /** Sending it again would change nothing. */
  | { is: 'refused'; why: string }

/** Below it, compressing costs more than it saves. */
const WORTH_PACKING = 1024
/** Characters of an answer that are read. */
const LONGEST_ANSWER = 64 * 1024

/** Takes `timeoutMs` at most, however slowly it is answered, and whatever `fetch` makes of being aborted. */
export async function post(
  body: string,
  target: Target,
  runtime: Runtime,
  timeoutMs: number,
): Promise<Answer> {
  const limit = new AbortController()
  let stop = (): void => {}
  const late = new Promise<Answer>(resolve => {
    stop = runtime.after(timeoutMs, () => {
      resolve(later(`${target.shown} does not answer within ${timeoutMs / 1000} s`))
      limit.abort()
    })
  })
  const answer = await Promise.race([ask(body, target, runtime, limit.signal), late])
  stop()
  return answer
}

async function ask(
  body: string,
  { url, token, shown }: Target,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<Answer> {
  const { fetch } = runtime
  if (fetch === null) return later('this runtime has no fetch')
  try {
    const packed = await pack(body, runtime)
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    }
    if (typeof packed !== 'string') headers['content-encoding'] = 'gzip'
    // A redirect would carry the events, and perhaps the token, to somebody else.
    const response = await fetch(url, { method: 'POST', headers, body: packed, signal, redirect: 'error' })
    const answer = await answerOf(response, shown, runtime)
    // What the other end writes may quote what it was sent.
    return 'why' in answer && answer.why !== null
      ? { ...answer, why: answer.why.replaceAll(token, '[token]') }
      : answer
  } catch (error) {
    return later(`${shown} cannot be reached: ${codeOf(error)}`)
  }
}

async function pack(body: string, { gzip }: Runtime): Promise<string | Uint8Array<ArrayBuffer>> {
  if (gzip === null || body.length < WORTH_PACKING) return body
  return gzip(body).catch(() => body)
}

async function answerOf(response: Response, shown: string, runtime: Runtime): Promise<Answer> {
  const { status, headers } = response
  const text = await beginningOf(response)
  if (status === 200) return kept(text) ?? later(`${shown} answers with what is no answer of slowburn`)
  if (status === 413) return { is: 'too large' }
  if (status === 400 || status === 422) return { is: 'refused', why: `${shown} cannot read it (${status})` }
  const asked = retryAfter(headers.get('retry-after'), runtime.now())
  return later(`${shown} answers ${status}${REMEDIES[status] ?? ''}`, asked)
}

/** What is mended at the other end is tried until then. */
const REMEDIES: Readonly<Record<number, string>> = {
  401: ': the token is not that of the source',
  403: ': this is not allowed',
  404: ': there is no push source of this name',
}

function later(why: string, afterMs: number | null = null): Answer {
  return { is: 'later', afterMs, why }
}

/** What slowburn answers; another server may answer anything. */
interface Answered {
  readonly accepted: unknown
  readonly duplicates: unknown
  readonly refused: { readonly count?: unknown; readonly first?: readonly Refused[] }
}

interface Refused {
  readonly reason: unknown
  readonly detail: unknown
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value)
}

function kept(text: string): Answer | null {
  try {
    const { accepted, duplicates, refused } = JSON.parse(text) as Partial<Answered>
    if (!isCount(accepted) || !isCount(duplicates) || !isCount(refused?.count)) return null
    const [first] = refused.first ?? []
    const why = first === undefined ? null : `${first.reason}: ${first.detail}`.slice(0, 300)
    return { is: 'kept', accepted, duplicates, refused: refused.count, why }
  } catch {
    return null
  }
}

/** An answer without end must not fill the platform's memory. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const decoder = new TextDecoder()
  let text = ''
  while (text.length < LONGEST_ANSWER) {
    const { done, value } = await reader.read()
    if (done) return text
    text += decoder.decode(value, { stream: true })
  }
  await reader.cancel()
  return text
}

/** `ECONNREFUSED`. The message of a fault may quote what was sent. */
function codeOf(error: unknown): string {
  const { cause, name } = (error ?? {}) as { cause?: { code?: unknown }; name?: unknown }
  const known = typeof cause?.code === 'string' ? cause.code : name
  return typeof known === 'string' && /^\w{1,60}$/.test(known) ? known : 'the request failed'
}
