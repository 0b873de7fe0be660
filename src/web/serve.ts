// One way to answer: a route makes a reply as plain data, or null where there is no such thing.
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express'
import { messageOf } from '../core/errors.ts'
import type { Courtesy } from '../core/turns/courtesy.ts'
import type { Answer } from '../queries/views.ts'
import { relocated } from './proxy.ts'
import { sandboxed } from './security/security.ts'

export interface Reply {
  /** Default 200. */
  status?: number
  type: string
  body: string | Buffer
  headers?: Readonly<Record<string, string>>
  /** Set for what others wrote: it is shown without any rights. */
  sandbox?: boolean
}

export function page(markup: string): Reply {
  return { type: 'text/html', body: markup }
}

/** A page with a form that acts: without this header a browser would not say from which site the form comes. */
export function formPage(markup: string): Reply {
  return { ...page(markup), headers: { 'Referrer-Policy': 'same-origin' } }
}

/** Sends a page at once, where there is no route to reply from. */
export function sendPage(response: Response, status: number, markup: string): void {
  response.status(status).type('html').send(relocated(response, markup))
}

/** Answers GET and HEAD of `path`. Null falls through to the page that says so; a throw to the one that says why not. */
export function serve(app: Express, path: string, make: (request: Request) => Answer<Reply | null>): void {
  app.get(path, (request, response, next) => reply(make, request, response, next))
}

/** Who asks goes before the work of ticks, until the answer is sent. What is sent here is work, not a question. */
export function goesFirst(courtesy: Pick<Courtesy, 'wait'> | undefined): RequestHandler {
  return (request, response, next) => {
    const isQuestion = request.method === 'GET' || request.method === 'HEAD'
    if (courtesy !== undefined && isQuestion) response.once('close', courtesy.wait())
    next()
  }
}

/** A plain copy of what a page answered, so that nothing of it runs again. Throws where it is no reply. */
export function readReply(answered: unknown): Reply | null {
  if (answered === null) return null
  if (typeof answered !== 'object') throw new Error('its answer is no reply')
  const { status, type, body, headers, sandbox } = answered as Readonly<Record<string, unknown>>
  if (typeof type !== 'string' || type === '') throw new Error('its answer is of no type')
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) throw new Error('the body of its answer is no text')
  if (status !== undefined && !isStatus(status))
    throw new Error(`the status of its answer is ${messageOf(status)}`)
  return {
    type,
    body,
    ...(status === undefined ? {} : { status }),
    ...(headers === undefined ? {} : { headers: readHeaders(headers) }),
    ...(sandbox === true ? { sandbox } : {}),
  }
}

function isStatus(status: unknown): status is number {
  return Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599
}

function readHeaders(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null) throw new Error('the headers of its answer are no object')
  return Object.fromEntries(
    Object.entries(given).map(([name, value]: [string, unknown]) => {
      if (typeof value !== 'string') throw new Error(`the header ${name} of its answer is no text`)
      validateHeaderName(name)
      validateHeaderValue(name, value)
      return [name, value]
    }),
  )
}

async function reply(
  make: (request: Request) => Answer<Reply | null>,
  request: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  try {
    const made = await make(request)
    if (made === null) next()
    else await write(request, response, made)
  } catch (error) {
    next(error)
  }
}

/** Shorter answers are not worth packing. */
const WORTH_PACKING = 16 * 1024

const pack = promisify(gzip)

async function write(
  request: Request,
  response: Response,
  { status = 200, type, body, headers = {}, sandbox = false }: Reply,
): Promise<void> {
  const textual = /^(text|image\/svg|application\/(json|openmetrics))/.test(type)
  const plain = Buffer.from(
    typeof body === 'string' && type === 'text/html' ? relocated(response, body) : body,
  )
  const packs = textual && plain.length >= WORTH_PACKING && request.acceptsEncodings('gzip') === 'gzip'
  const bytes = packs ? await pack(plain, { level: 4 }) : plain
  if (response.headersSent) return
  if (sandbox) sandboxed(response)
  const charset = textual && type.startsWith('text') && !type.includes('charset') ? '; charset=utf-8' : ''
  response
    .status(status)
    .vary('Accept-Encoding')
    .set({ ...headers, ...(packs ? { 'Content-Encoding': 'gzip' } : {}), 'Content-Type': type + charset })
    .send(bytes)
}
