// Who may act, in which form, and how often: what a mutating request must pass before its body is looked at.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import type { Clock, Millis } from '../core/clock.ts'
import { MINUTE } from '../core/duration.ts'
import type { Logger } from '../core/logger.ts'

/** Mutations within a minute. A person does a few; a script that runs away is stopped. */
const MOST_A_MINUTE = 30

/** Refused requests within a minute that are logged one by one, so that a guesser cannot fill the disk. */
const MOST_LOGGED = 30

export interface Token {
  token: string
  /** Where its owner finds it. */
  where: string
}

/** Whoever shows the token. Compares in constant time. */
export function authorised({ token, where }: Token, clock: Clock, log: Logger): RequestHandler {
  const expected = digest(`Bearer ${token}`)
  const mayLog = budget(MOST_LOGGED, clock)
  return (request, response, next) => {
    const given = request.headers.authorization
    if (timingSafeEqual(digest(given ?? ''), expected)) return next()
    if (mayLog()) {
      const why = given === undefined ? 'no token' : 'wrong token'
      log.warn('refused to act', { why, path: request.originalUrl.slice(0, 200), from: request.ip ?? null })
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

export function bounded(clock: Clock): RequestHandler {
  const mayAct = budget(MOST_A_MINUTE, clock)
  return (_request, response, next) => {
    if (mayAct()) return next()
    response.set('Retry-After', '60')
    refuse(response, 429, `more than ${MOST_A_MINUTE} requests within a minute; wait a minute`)
  }
}

export function refuse(response: Response, status: number, detail: string): void {
  response.status(status).json({ error: { title: 'Nothing was done', detail } })
}

/** True for as long as there were fewer than `most` within the last minute. A clock that went back starts anew. */
function budget(most: number, clock: Clock): () => boolean {
  let spent: Millis[] = []
  return () => {
    const now = clock.now()
    spent = spent.filter(at => at <= now && now - at < MINUTE)
    if (spent.length >= most) return false
    spent.push(now)
    return true
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
