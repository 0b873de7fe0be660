// Who may act, in which form, and how often: what a mutating request must pass before its body is looked at.
import type { Request, RequestHandler, Response } from 'express'
import type { Clock, Millis } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import type { Logger } from '../../core/logger.ts'
import { field } from '../request.ts'
import { sameSecret } from './credentials.ts'
import { isCsrfOf, type Session } from './sessions.ts'

/** Mutations within a minute. A person does a few; a script that runs away is stopped. */
const MOST_A_MINUTE = 30

/** Refused requests within a minute that are logged one by one, so that a guesser cannot fill the disk. */
const MOST_LOGGED = 30

export interface Token {
  token: string
  /** Where its owner finds it. */
  where: string
}

/** Whoever shows one token that is for this alone. */
export function authorised({ token, where }: Token, clock: Clock, log: Logger): RequestHandler {
  const mayLog = budget(MOST_LOGGED, clock)
  return (request, response, next) => {
    const { authorization = '' } = request.headers
    if (sameSecret(authorization, `Bearer ${token}`)) return next()
    if (mayLog()) {
      const why = authorization === '' ? 'no token' : 'wrong token'
      log.warn('a request was refused', {
        why,
        path: request.originalUrl.slice(0, 200),
        from: request.ip ?? null,
      })
    }
    response.set('WWW-Authenticate', 'Bearer')
    refuse(response, 401, `the token is missing or wrong; it is ${where}`)
  }
}

/** A browser sends no form as JSON, and another site's script may not send JSON at all without asking first. */
export function jsonOnly(): RequestHandler {
  return (request, response, next) => {
    if (typeof request.is('application/json') === 'string') next()
    else refuse(response, 415, 'the body must be application/json')
  }
}

/** Each of those who act has a budget of their own, so that a script that runs away stops nobody else. */
export function bounded(
  clock: Clock,
  actorOf: (request: Request) => string,
  say: Refuse = refuse,
): RequestHandler {
  const budgets = new Map<string, () => boolean>()
  return (request, response, next) => {
    const who = actorOf(request)
    const mayAct = budgets.get(who) ?? budget(MOST_A_MINUTE, clock)
    budgets.set(who, mayAct)
    if (mayAct()) return next()
    response.set('Retry-After', '60')
    say(response, 429, `more than ${MOST_A_MINUTE} requests within a minute; wait a minute`)
  }
}

/**
 * Refuses a form that a browser sends from another site. What the form must hold would stop it too; this says why. The browser
 * knows best where it came from; where it does not say, the names are compared, and a proxy may have changed ours.
 */
export function sameOriginOnly(say: Refuse, clock: Clock, log: Logger): RequestHandler {
  const mayLog = budget(MOST_LOGGED, clock)
  return (request, response, next) => {
    const { origin } = request.headers
    const site = request.headers['sec-fetch-site']
    const called = hostOf(`${request.protocol}://${request.host}`) ?? ''
    if (site === 'same-origin') return next()
    if (site === undefined && (origin === undefined || hostOf(origin) === called)) return next()
    if (mayLog()) {
      log.warn('a request was refused', {
        why: 'the form came from another site',
        origin: origin?.slice(0, 200) ?? null,
        host: called.slice(0, 200),
        remedy:
          'If it is our own page behind a proxy: name the proxy in listen.proxies, and let it send X-Forwarded-Host with the port',
      })
    }
    say(response, 403, 'The form came from another site.')
  }
}

/** Whoever is signed in, by a form that was made for their session. Its fields must have been read. */
export function signedIn(
  sessionOf: (request: Request) => Session | null,
  say: { noSession(response: Response): void; refuse: Refuse },
): RequestHandler {
  return (request, response, next) => {
    const session = sessionOf(request)
    if (session === null) say.noSession(response)
    else if (!isCsrfOf(session, field(request, 'csrf'))) say.refuse(response, 403, STRANGE_FORM)
    else next()
  }
}

const STRANGE_FORM = 'The form was not made for this session. Reload the page.'

/** How a refusal is said: to a program, or to a person. */
export type Refuse = (response: Response, status: number, detail: string) => void

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

export function refuse(response: Response, status: number, detail: string): void {
  response.status(status).json({ error: { title: 'Nothing was done', detail } })
}

/** True for as long as there were fewer than `most` within the last minute. A clock that went back starts anew. */
export function budget(most: number, clock: Clock): () => boolean {
  let spent: Millis[] = []
  return () => {
    const now = clock.now()
    spent = spent.filter(at => at <= now && now - at < MINUTE)
    if (spent.length >= most) return false
    spent.push(now)
    return true
  }
}
