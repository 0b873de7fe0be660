// What every request passes first: who asks, and whether they may. What a request needs beyond reading is said where the
// address is made, by `needs`.
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Role } from '../../config/access.ts'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import { type Access, type Identified, mayDo, type Principal } from './access.ts'
import type { Refusal } from './credentials.ts'
import { budget } from './guards.ts'
import { type Session, type Sessions, sessionOf } from './sessions.ts'

export interface Gate {
  /** Identifies whoever asks. For anything but what `open` names they must be allowed to read. */
  enter: RequestHandler
  /** Further guards of an address: lets by whoever has the role and has shown so with this very request. */
  needs(role: Role): RequestHandler
  /** Who has sent a request that has entered. */
  principalOf(request: Request): Principal
}

export interface GateOptions {
  access: Access
  sessions: Sessions
  /** Paths, to the letter, for which any role is enough. */
  open: ReadonlySet<string>
  /** Says a refusal to a person with a browser; left out: plain text, as to a program. */
  page?: (response: Response, refusal: Refusal, maySignIn: boolean) => void
  clock: Clock
  log: Logger
}

/** Refused requests within a minute that are logged one by one, so that a guesser cannot fill the disk. */
const MOST_LOGGED = 30

export function createGate({ access, sessions, open, page, clock, log }: GateOptions): Gate {
  const known = new WeakMap<Request, Principal>()
  const mayLog = budget(MOST_LOGGED, clock)

  const turnAway = (request: Request, response: Response, refusal: Refusal, isKnown = true): void => {
    const { status, line } = refusal
    if (mayLog()) {
      log.warn('a request was refused', {
        status,
        why: line,
        method: request.method,
        path: pathOf(request),
        from: addressOf(request),
      })
    }
    if (status === 401) response.set('WWW-Authenticate', challengeFor(access))
    if (status === 429) response.set('Retry-After', '60')
    response.status(status)
    if (page !== undefined && wantsPage(request)) page(response, refusal, isKnown)
    else sayToProgram(request, response, line)
  }

  const admit = (found: Identified, request: Request, response: Response, next: NextFunction): void => {
    if ('status' in found) {
      turnAway(request, response, found, false)
      return
    }
    const principal = withSession(found, sessionOf(sessions, request))
    known.set(request, principal)
    const needed = open.has(request.path) ? 'scrape' : 'read'
    if (mayDo(principal, needed)) next()
    else turnAway(request, response, tooLittle(principal, needed))
  }

  const principalOf = (request: Request): Principal => {
    const found = known.get(request)
    if (found === undefined) throw new TypeError('the request has not entered')
    return found
  }

  return {
    enter: (request, response, next) => {
      const found = access.identify(request.headers.authorization, addressOf(request))
      // Answered at once where it can be: what follows a request that is refused is not read.
      if (!(found instanceof Promise)) admit(found, request, response, next)
      else void found.then(one => admit(one, request, response, next), next)
    },
    principalOf,
    needs: role => (request, response, next) => {
      const principal = principalOf(request)
      // A browser sends its cookie along with whatever another site makes it send.
      if (principal.via === 'nothing' || principal.via === 'session')
        turnAway(request, response, { status: 401, line: TOKEN_MISSING })
      else if (mayDo(principal, role)) next()
      else turnAway(request, response, tooLittle(principal, role))
    },
  }
}

function wantsPage(request: Request): boolean {
  return !isOfApi(request) && request.accepts(['text', 'html']) === 'html'
}

function sayToProgram(request: Request, response: Response, line: string): void {
  if (isOfApi(request)) response.json({ error: { title: 'Nothing was done', detail: line } })
  else response.type('text/plain').send(`${line}\n`)
}

function isOfApi({ path }: Request): boolean {
  return path.startsWith('/api/')
}

const TOKEN_MISSING =
  'the token is missing: that of the file control-token in the data folder, or one of access.tokens in the configuration'

/** Somebody who has signed in may do at least what whoever has not signed in may. */
function withSession(found: Principal, session: Session | null): Principal {
  if (session === null || mayDo(found, session.role)) return found
  return { name: session.who, role: session.role, via: 'session' }
}

function tooLittle({ name, role, via }: Principal, needed: Role): Refusal {
  const who =
    name === null ? 'whoever has not logged in' : `${via === 'token' ? 'the token' : 'the user'} ${name}`
  return {
    status: via === 'nothing' ? 401 : 403,
    line: `${who} may only ${role}; this needs the role ${needed} (access in the configuration)`,
  }
}

function challengeFor({ secret }: Access): string {
  return secret === 'password' ? 'Basic realm="slowburn", charset="UTF-8"' : 'Bearer'
}

/** The address that is asked from, as far as it is known. */
export function addressOf(request: Request): string {
  return request.ip ?? request.socket.remoteAddress ?? 'unknown'
}

/** The path as it may be logged: the links by which people act are secrets. */
export function pathOf({ path }: Pick<Request, 'path'>): string {
  return path.slice(0, 200).replace(/^\/(act|leave|receipt)\/.*/s, '/$1/…')
}
