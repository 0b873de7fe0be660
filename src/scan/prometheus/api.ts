// Asks a Prometheus, or what speaks its HTTP API (Thanos, Mimir, VictoriaMetrics), for data. It only reads.
import { messageOf, reasonOf } from '../../core/errors.ts'
import { ask } from '../../core/reading/answer.ts'

export interface ApiOptions {
  /** Of the server, with a path where it has one; a user and a password in it are sent as basic authentication, and never shown. */
  url: URL
  token: string | null
  /** Milliseconds for one answer. */
  patience?: number
  /** To be awaited before an overloaded server is asked again. */
  wait(ms: number): Promise<unknown>
}

export interface Api {
  /** Where it asks, without user and password. */
  readonly name: string
  /**
   * The field `data` of an answer. Rejects with one line where there is none: what was asked, and what the server says of it. A server that is
   * overloaded (429, 503) is asked three times.
   */
  get(path: string, parameters: Readonly<Record<string, string | readonly string[]>>): Promise<unknown>
  /** What the server has warned of, each once: an answer that is not whole. */
  warnings(): readonly string[]
}

const PATIENCE = 120_000
/** Bytes of an answer: far more than what is asked for at once can take. */
const MOST = 128e6
/** Of an answer that is no data. */
const BEGINNING = 2000
const PAUSES = [1000, 4000]

export function createApi({ url, token, patience = PATIENCE, wait }: ApiOptions): Api {
  const headers = headersOf(url, token)
  const base = new URL(url)
  base.username = ''
  base.password = ''
  base.search = ''
  base.hash = ''
  const name = base.href.replace(/\/+$/, '')
  const warnings = new Set<string>()

  async function once(path: string, body: URLSearchParams): Promise<Asked> {
    const signal = AbortSignal.timeout(patience)
    // Redirected, a token would be sent to somebody else.
    const request = { method: 'POST', headers, body, signal, redirect: 'error' } as const
    const answer = await ask(`${name}${path}`, request).catch((error: unknown) => {
      throw new Error(signal.aborted ? `no answer within ${patience / 1000} s` : reasonOf(error))
    })
    if (!answer.ok)
      return { fault: faultOf(answer.status, await answer.beginning(BEGINNING)), status: answer.status }
    return { data: dataOf(await answer.whole(MOST)), status: answer.status }
  }

  function dataOf(text: string): unknown {
    const parsed = parsedOf(text)
    if (parsed?.status !== 'success')
      throw new Error(`the answer is none of a Prometheus: ${text.slice(0, 80)}`)
    for (const warning of [parsed.warnings, parsed.infos].flat())
      if (typeof warning === 'string') warnings.add(warning)
    return parsed.data
  }

  return {
    name,
    async get(path, parameters) {
      const body = new URLSearchParams()
      for (const [key, value] of Object.entries(parameters))
        for (const one of [value].flat()) body.append(key, one)
      try {
        for (const pause of [...PAUSES, null]) {
          const asked = await once(path, body)
          if (asked.fault === undefined) return asked.data
          if (pause === null || (asked.status !== 429 && asked.status !== 503)) throw new Error(asked.fault)
          await wait(pause)
        }
      } catch (error) {
        throw new Error(`${name}${path}: ${messageOf(error)}`, { cause: error })
      }
      return undefined
    },
    warnings: () => [...warnings],
  }
}

interface Asked {
  data?: unknown
  fault?: string
  status: number
}

interface Envelope {
  status?: unknown
  data?: unknown
  error?: unknown
  warnings?: unknown
  infos?: unknown
}

function headersOf({ username, password }: URL, token: string | null): Record<string, string> {
  if (token !== null) return { Authorization: `Bearer ${token}` }
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function faultOf(status: number, text: string): string {
  const { error } = parsedOf(text) ?? {}
  const said = typeof error === 'string' ? error : text
  return `${status}: ${said.replaceAll(/\s+/g, ' ').slice(0, 300)}`
}

function parsedOf(text: string): Envelope | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : null
  } catch {
    return null
  }
}
