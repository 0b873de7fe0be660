// Asks a Prometheus, or what speaks its HTTP API (Thanos, Mimir, VictoriaMetrics), for data. It only reads.
import { messageOf, reasonOf } from '../../core/errors.ts'
import { ask } from '../../core/reading/answer.ts'
import type { ServerAddress } from '../../core/secrets/server-address.ts'

export interface ApiOptions {
  server: ServerAddress
  /** Milliseconds for one answer. */
  patience?: number
  /** To be awaited before an overloaded server is asked again. */
  wait(ms: number): Promise<unknown>
}

export interface Api {
  /** Where it asks, without what may be a secret. */
  readonly name: string
  /**
   * The field `data` of an answer. Rejects with one line where there is none: what was asked, and what the server says of it. A server that is
   * overloaded (429, 503) is asked three times.
   */
  get(path: string, parameters: Readonly<Record<string, string>>): Promise<unknown>
  /** What the server has warned of, each once: an answer that is not whole. */
  warnings(): readonly string[]
}

const PATIENCE = 120_000
/** Bytes of an answer: far more than what is asked for at once can take. */
const MOST = 128e6
/** Of an answer that is no data. */
const BEGINNING = 2000
const PAUSES = [1000, 4000]

export function createApi({ server, patience = PATIENCE, wait }: ApiOptions): Api {
  const { headers } = server
  const name = server.shown.replace(/\/+$/, '')
  const warnings = new Set<string>()

  function addressOf(path: string): string {
    const url = new URL(server.url)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`
    return url.href
  }

  async function once(path: string, body: URLSearchParams): Promise<Asked> {
    const signal = AbortSignal.timeout(patience)
    // What takes no parameters takes no form either. Redirected, a token would be sent to somebody else.
    const asked = body.size === 0 ? { method: 'GET' } : { method: 'POST', body }
    const request = { ...asked, headers, signal, redirect: 'error' } as const
    const answer = await ask(addressOf(path), request).catch((error: unknown) => {
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
      const body = new URLSearchParams(parameters)
      try {
        for (const pause of [...PAUSES, null]) {
          const asked = await once(path, body)
          if (asked.fault === undefined) return asked.data
          if (pause === null || (asked.status !== 429 && asked.status !== 503)) throw new Error(asked.fault)
          await wait(pause)
        }
      } catch (error) {
        throw new Error(`${name}${path}: ${server.bare(messageOf(error))}`, { cause: error })
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
