// One way to answer: a route makes a reply as plain data, or null where there is no such thing.
import type { Express, NextFunction, Request, Response } from 'express'
import { sandboxed } from './security.ts'
import type { Answer } from './views.ts'

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
    else if (!response.headersSent) write(response, made)
  } catch (error) {
    next(error)
  }
}

function write(response: Response, { status = 200, type, body, headers = {}, sandbox = false }: Reply): void {
  if (sandbox) sandboxed(response)
  const typed = /^(text|image\/svg)/.test(type) && !type.includes('charset') ? `${type}; charset=utf-8` : type
  response
    .status(status)
    .set({ ...headers, 'Content-Type': typed })
    .send(Buffer.from(body))
}
