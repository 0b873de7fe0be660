// The log-in of the web configuration file: HTTP basic authentication, for every address without exception.
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { CredentialsCheck, Refusal } from './credentials.ts'

/** `passes`: who need not log in, because what they show is stronger than any password. */
export function basicAuth(
  check: CredentialsCheck,
  passes: (request: Request) => boolean = () => false,
): RequestHandler {
  return (request, response, next) => {
    if (passes(request)) next()
    else void admit(check, request, response, next)
  }
}

async function admit(
  check: CredentialsCheck,
  request: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  try {
    const given = credentials(request.headers.authorization ?? '')
    const refusal =
      given === null ? NOTHING_GIVEN : await check(given.name, given.password, addressOf(request))
    if (refusal === null) next()
    else refuse(response, refusal)
  } catch (error) {
    next(error)
  }
}

const NOTHING_GIVEN: Refusal = { status: 401, line: 'A name and a password are needed.' }

function addressOf(request: Request): string {
  return request.socket.remoteAddress ?? 'unknown'
}

/** As RFC 7617 writes them: UTF-8, the name without a colon, and no control character in either. */
function credentials(header: string): { name: string; password: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header)?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1 || /\p{Cc}/u.test(text)) return null
  return { name: text.slice(0, colon), password: text.slice(colon + 1) }
}

function refuse(response: Response, { status, line }: Refusal): void {
  if (status === 401) response.set('WWW-Authenticate', 'Basic realm="slowburn", charset="UTF-8"')
  else response.set('Retry-After', status === 429 ? '60' : '1')
  response.status(status).type('text/plain').send(`${line}\n`)
}
