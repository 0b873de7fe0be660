// Asks a Prometheus, or what speaks its HTTP API (Thanos, Mimir, VictoriaMetrics), for data. It only reads.
import type { Millis } from '../clock.ts'
import { MINUTE, SECOND } from '../duration.ts'
import { reasonOf } from '../errors.ts'
import { type Answer, ask, waitAskedFor } from '../reading/answer.ts'
import type { ServerAddress } from '../secrets/server-address.ts'

export interface ApiOptions {
  server: ServerAddress
  /** Milliseconds for one answer. */
  patience?: number
  /** To be awaited before an overloaded server is asked again. */
  wait(ms: number): Promise<unknown>
  /** A server that asks for more time than that before it is asked again is given up. */
  longestWait?: Millis
  /** Bytes of an answer, unpacked. */
  most?: number
  /** Whose numbers are asked for, of a server that keeps those of many (Mimir, Cortex). */
  tenant?: string | undefined
  /** An answer of a part of its stores is none. Left out, it is one, with a warning. */
  wholeOnly?: true
}

export interface Api {
  /** Where it asks, without what may be a secret. */
  readonly name: string
  /**
   * The field `data` of an answer. Rejects with a `PrometheusFault` where there is none. A server that is overloaded (429, 503) is asked three
   * times, at the time that it names.
   */
  get(path: string, parameters: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<unknown>
  /** What the server has warned of, each once: an answer that is not whole. */
  warnings(): readonly string[]
}

interface FaultFacts {
  /** Of the answer; null where none came. */
  status: number | null
  /** What the server says, or what is wrong with its answer, in a line without the address. */
  said: string
  /** How long the server asks to be left alone. */
  wait?: Millis
  /** It did not answer in time, or says that it would not have. */
  late?: boolean
}

/** There is no answer, or it is none. Its message is one line: what was asked, and what the server says of it. */
export class PrometheusFault extends Error implements FaultFacts {
  readonly status: number | null
  readonly said: string
  readonly wait: Millis
  readonly late: boolean
  constructor(asked: string, { status, said, wait = 0, late = false }: FaultFacts, options?: ErrorOptions) {
    super(`${asked}: ${said}`, options)
    this.name = 'PrometheusFault'
    this.status = status
    this.said = said
    this.wait = wait
    this.late = late
  }
}

const PATIENCE = 120_000
/** Far more than what is asked for at once can take. */
const MOST = 128e6
/** Of an answer that is no data. */
const BEGINNING = 2000
const PAUSES = [1 * SECOND, 4 * SECOND]
const OVERLOADED: ReadonlySet<number> = new Set([429, 503])

export function createApi(options: ApiOptions): Api {
  const { server, patience = PATIENCE, wait, longestWait = MINUTE, tenant } = options
  const headers = { ...server.headers, ...(tenant === undefined ? {} : { 'X-Scope-OrgID': tenant }) }
  const name = server.shown.replace(/\/+$/, '')
  const warnings = new Set<string>()
  const reading: Reading = { most: options.most ?? MOST, wholeOnly: options.wholeOnly === true, warnings }
  /** Some proxies let nothing be posted. */
  let takesForms = true

  function addressOf(path: string, search = ''): string {
    const url = new URL(server.url)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`
    if (search !== '') url.search = url.search === '' ? search : `${url.search}&${search}`
    return url.href
  }

  async function once(path: string, body: URLSearchParams, given?: AbortSignal): Promise<Asked> {
    const late = AbortSignal.timeout(patience)
    const signal = given === undefined ? late : AbortSignal.any([given, late])
    // What takes no parameters takes no form either. Redirected, a token would be sent to somebody else.
    const isForm = takesForms && body.size > 0
    const form = isForm ? { method: 'POST', body } : { method: 'GET' }
    const url = isForm ? addressOf(path) : addressOf(path, body.toString())
    try {
      const answer = await ask(url, { ...form, headers, signal, redirect: 'manual' })
      if (answer.status !== 405 || !isForm) return await answerOf(answer, url, reading)
      await answer.leave()
      takesForms = false
    } catch (error) {
      if (!late.aborted) throw error
      return { status: null, said: `no answer within ${patience / SECOND} s`, late: true }
    }
    return await once(path, body, given)
  }

  /** Throws what keeps a server from being reached. */
  async function asked(path: string, body: URLSearchParams, signal?: AbortSignal): Promise<Asked> {
    for (const pause of PAUSES) {
      const answer = await once(path, body, signal)
      if ('data' in answer || answer.status === null || !OVERLOADED.has(answer.status)) return answer
      const { wait: wanted = 0, late = false } = answer
      if (late || wanted > longestWait) return answer
      await wait(Math.max(pause, wanted))
    }
    return await once(path, body, signal)
  }

  return {
    name,
    async get(path, parameters, signal) {
      const answer = await asked(path, new URLSearchParams(parameters), signal).catch((error: unknown) => {
        const said = server.bare(reasonOf(error))
        throw new PrometheusFault(`${name}${path}`, { status: null, said }, { cause: error })
      })
      if ('data' in answer) return answer.data
      throw new PrometheusFault(`${name}${path}`, { ...answer, said: server.bare(answer.said) })
    },
    warnings: () => [...warnings],
  }
}

type Asked = { data: unknown } | FaultFacts

interface Reading {
  most: number
  wholeOnly: boolean
  warnings: Set<string>
}

const NOT_WHOLE = 'the answer is not whole: a part of its stores did not answer'

async function answerOf(answer: Answer, url: string, { most, wholeOnly, warnings }: Reading): Promise<Asked> {
  const { status, ok, headers } = answer
  if (status >= 300 && status < 400) {
    await answer.leave()
    return { status, said: `${status}: ${redirectedWords(headers, url)}` }
  }
  if (!ok) return { ...faultOf(status, await answer.beginning(BEGINNING)), wait: waitAskedFor(headers) }
  const text = await answer.whole(most)
  const parsed = parsedOf(text)
  if (parsed?.status !== 'success') {
    const beginning = text.replaceAll(/\s+/g, ' ').slice(0, 80)
    return { status, said: `the answer is none of a Prometheus: ${beginning}` }
  }
  if (parsed.isPartial === true && wholeOnly) return { status, said: NOT_WHOLE }
  if (parsed.isPartial === true) warnings.add(NOT_WHOLE)
  for (const warning of [parsed.warnings, parsed.infos].flat())
    if (typeof warning === 'string') warnings.add(warning)
  return { data: parsed.data }
}

/** Where it leads, without what may be a secret. */
function redirectedWords(headers: Headers, url: string): string {
  const to = URL.parse(headers.get('location') ?? '', url)
  const where = to === null ? 'elsewhere' : `to ${to.origin}${to.pathname}`
  return `it sends ${where}, and credentials are for its own address alone; give the address that it means`
}

interface Envelope {
  status?: unknown
  data?: unknown
  error?: unknown
  errorType?: unknown
  warnings?: unknown
  infos?: unknown
  /** Of a VictoriaMetrics of several nodes. */
  isPartial?: unknown
}

function faultOf(status: number, text: string): FaultFacts {
  const { error, errorType } = parsedOf(text) ?? {}
  const said = typeof error === 'string' ? error : text
  return {
    status,
    said: `${status}: ${said.replaceAll(/\s+/g, ' ').slice(0, 300)}`,
    late: errorType === 'timeout' || status === 504,
  }
}

function parsedOf(text: string): Envelope | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : null
  } catch {
    return null
  }
}

/** A list of objects in an answer; what is none is left out. */
export function listOf<T>(data: unknown, field: string): T[] {
  const list = (data as Record<string, unknown> | null)?.[field]
  return Array.isArray(list) ? (list as T[]).filter(one => typeof one === 'object' && one !== null) : []
}
