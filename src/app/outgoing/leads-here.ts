// Whether the address of the links in e-mails leads to this very slowburn: the one that has announced itself in the data folder.
import { join } from 'node:path'
import * as z from 'zod'
import type { Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import { ask } from '../../core/reading/answer.ts'
import { readRegular } from '../../core/reading/regular-file.ts'
import { ASKED_HEADER, INSTANCE_HEADER, SERVICE_FILE } from '../../storage/control-files.ts'

/** `untried`: why it cannot be known from here. */
export type Led =
  | { leads: 'here' }
  | { leads: 'elsewhere'; message: string; remedy?: string }
  | { leads: 'untried'; why: string }

const TIMEOUT: Millis = 5 * SECOND
const MOST_REDIRECTS = 3

const announced = z.object({ instance: z.string(), pid: z.number() })

/** Asks for the health of what listens there, as everybody may. Never rejects. */
export async function leadsHere(url: string, folder: string, signal: AbortSignal): Promise<Led> {
  const instance = instanceIn(folder)
  const health = `${url.replace(/\/+$/, '')}/healthz`
  try {
    return judge(await get(health, signal), instance, folder)
  } catch (error) {
    return unanswered(new URL(url), error, instance, folder)
  }
}

/** What the service of the folder calls itself; null where none runs there, or its file cannot be read. */
function instanceIn(folder: string): string | null {
  try {
    const { instance, pid } = announced.parse(
      JSON.parse(readRegular(join(folder, SERVICE_FILE)).toString('utf8')),
    )
    return isAlive(pid) ? instance : null
  } catch {
    return null
  }
}

/** A process of another user is there although it may not be signalled. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return /EPERM/.test(messageOf(error))
  }
}

interface Answered {
  status: number
  instance: string | null
  /** What answered in the end. */
  url: string
  /** As what the service was asked for, as far as it can see; null where it does not say so. */
  asked: string | null
}

/** A proxy that sends readers on to https sends them to the same path. */
async function get(from: string, signal: AbortSignal): Promise<Answered> {
  let url = from
  for (let followed = 0; ; followed++) {
    const answer = await ask(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    })
    await answer.leave()
    const { status, headers } = answer
    const next = headers.get('location')
    const target = status >= 300 && status < 400 && next !== null ? URL.parse(next, url) : null
    if (followed === MOST_REDIRECTS || target?.pathname.endsWith('/healthz') !== true) {
      return { status, instance: headers.get(INSTANCE_HEADER), url, asked: headers.get(ASKED_HEADER) }
    }
    url = target.href
  }
}

function judge(answered: Answered, instance: string | null, folder: string): Led {
  const { status, instance: found } = answered
  if (found !== null && found === instance) return proxyFault(answered) ?? { leads: 'here' }
  if (status === 421 && instance !== null) {
    const message = 'leads to a proxy that asks for another name than that of listen.url (answered 421)'
    return { leads: 'elsewhere', message, remedy: FORWARD }
  }
  if (found !== null) {
    const ours = instance === null ? `none that is known runs on ${folder}` : `not to that of ${folder}`
    return { leads: 'elsewhere', message: `leads to another slowburn, ${ours}` }
  }
  if (status === 401 || status === 403 || (status >= 300 && status < 400)) {
    return { leads: 'untried', why: `a log-in stands before it (answered ${status})` }
  }
  if (instance === null && status >= 400) return { leads: 'untried', why: noService(folder) }
  return {
    leads: 'elsewhere',
    message: `leads to something that is not this slowburn (answered ${status} to /healthz below it)`,
  }
}

const FORWARD =
  'Let the proxy pass on what it was asked for (nginx: proxy_set_header X-Forwarded-Host $http_host, and X-Forwarded-Proto $scheme), and name it in listen.proxies'

/** What a proxy does not pass on; null where it does, or where the service is too old to say. */
function proxyFault({ url, asked }: Answered): Led | null {
  const [seen = '', ignored] = asked?.split(' ') ?? []
  if (!URL.canParse(seen)) return null
  const [ours, theirs] = [new URL(url), new URL(seen)]
  if (ours.origin === theirs.origin) return null
  const follows =
    ours.host === theirs.host
      ? 'the cookies of those who sign in are not kept to TLS'
      : 'by plain HTTP, and in older browsers, forms on its pages are refused'
  const message = `leads here, yet slowburn is asked for ${theirs.origin}: ${follows}`
  const remedy =
    ignored === undefined
      ? FORWARD
      : 'Name the proxy in listen.proxies: what it forwards counts for nothing until then'
  return { leads: 'elsewhere', message, remedy }
}

/** What a server that is not there answers, or a proxy before it: nothing can be known while the service is down. */
const AWAY = /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timeout|aborted|other side closed/i
const WANTS_CERTIFICATE = /CERTIFICATE_REQUIRED|certificate required/i

function unanswered(url: URL, error: unknown, instance: string | null, folder: string): Led {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  const said = cause === undefined ? messageOf(error) : messageOf(cause)
  const text = said.includes(code) ? said : `${said} (${code})`
  if (WANTS_CERTIFICATE.test(text))
    return { leads: 'untried', why: 'it asks for a certificate of the reader' }
  if (instance === null && AWAY.test(text)) return { leads: 'untried', why: noService(folder) }
  return { leads: 'elsewhere', message: `${url.host} cannot be reached: ${text.trim().slice(0, 200)}` }
}

function noService(folder: string): string {
  return `no service that this user can see runs on ${folder}, so nobody can say whether it leads there`
}
