// One way to answer: a route makes a reply as plain data, or null where there is no such thing.
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Express, NextFunction, Request, Response } from 'express'
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
