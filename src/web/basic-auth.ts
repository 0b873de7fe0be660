// The log-in of the web configuration file: HTTP basic authentication, for every address without exception.
import { createHmac, randomBytes } from 'node:crypto'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Clock, Millis } from '../core/clock.ts'
import { MINUTE } from '../core/duration.ts'
import { matchesPassword, type PasswordHash } from './password.ts'

/** Passwords that are being checked at one time; each takes memory and a thread. */
const MOST_CHECKING = 4

/** Wrong passwords from one address within a minute, before it has to wait. */
const MOST_WRONG = 10
const WRONG_LAST: Millis = MINUTE

/** Accepted passwords, as digests under a key of this process, and addresses that are remembered. */
const MOST_REMEMBERED = 1000

interface Refusal {
  status: 401 | 429 | 503
  line: string
}

export function basicAuth(users: ReadonlyMap<string, PasswordHash>, clock: Clock): RequestHandler {
  const memoryKey = randomBytes(32)
  const accepted = new Set<string>()
  const guesses = countGuesses(clock)
  const [anyHash] = users.values()
  let checking = 0

  /** A name that is not there takes as long as a wrong password, so that names cannot be found by the clock. */
  const matches = async (name: string, password: string): Promise<boolean> => {
    const hash = users.get(name)
    const known = hash ?? anyHash
    if (known === undefined) return false
    checking += 1
    try {
      return (await matchesPassword(password, known)) && hash !== undefined
    } finally {
      checking -= 1
    }
  }

  const judge = async (request: Request): Promise<Refusal | null> => {
    const given = credentials(request.headers.authorization ?? '')
    if (given === null) return { status: 401, line: 'A name and a password are needed.' }
    const { name, password } = given
    const digest = createHmac('sha256', memoryKey).update(`${name}\0${password}`).digest('base64')
    if (accepted.has(digest)) return null
    const from = request.socket.remoteAddress ?? 'unknown'
    if (guesses.tooMany(from)) return { status: 429, line: 'Too many wrong passwords. Wait a minute.' }
    if (checking >= MOST_CHECKING) return { status: 503, line: 'Too many log-ins at once. Try again.' }
    if (await matches(name, password)) {
      if (accepted.size < MOST_REMEMBERED) accepted.add(digest)
      return null
    }
    guesses.add(from)
    return { status: 401, line: 'The name or the password is wrong.' }
  }

  return (request, response, next) => admit(judge, request, response, next)
}

/** Wrong passwords by the address that they came from. */
function countGuesses(clock: Clock): { tooMany(from: string): boolean; add(from: string): void } {
  const wrong = new Map<string, { count: number; until: Millis }>()
  return {
    tooMany(from) {
      for (const [address, { until }] of wrong) if (until <= clock.now()) wrong.delete(address)
      return (wrong.get(from)?.count ?? 0) >= MOST_WRONG
    },
    add(from) {
      if (wrong.size >= MOST_REMEMBERED && !wrong.has(from)) return
      wrong.set(from, { count: (wrong.get(from)?.count ?? 0) + 1, until: clock.now() + WRONG_LAST })
    },
  }
}

async function admit(
  judge: (request: Request) => Promise<Refusal | null>,
  request: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  try {
    const refusal = await judge(request)
    if (refusal === null) next()
    else refuse(response, refusal)
  } catch (error) {
    next(error)
  }
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
