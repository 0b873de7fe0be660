// Who is signed in to act: kept in memory for as long as it is used, and never longer than a working day.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'
import type { Role } from '../../config/access.ts'
import type { Clock, Millis } from '../../core/clock.ts'
import { HOUR, MINUTE } from '../../core/duration.ts'
import { cookie as cookieIn } from '../request.ts'

export interface Session {
  /** To whom everything is attributed. */
  who: string
  role: Role
  /** Stands in every form of this session; a form without it does nothing. */
  csrf: string
}

export interface Sessions {
  /** Always a new one: what a browser brought along from before is worth nothing. Returns its cookie. */
  begin(who: string, role: Role): string
  /** The session of a cookie, which lasts anew from now on; null if there is none or it is over. */
  find(cookie: string): Session | null
  end(cookie: string): void
  endAll(): void
}

/** Without a request, and at most. */
export const IDLE: Millis = 30 * MINUTE
export const LONGEST: Millis = 12 * HOUR

/** When there are so many, the one that would end first makes room. */
const MOST = 1000

interface Kept extends Session {
  began: Millis
  used: Millis
}

export function createSessions(clock: Clock, random: (size: number) => Uint8Array = randomBytes): Sessions {
  // By digest, so that nothing in memory is good as a cookie.
  const kept = new Map<string, Kept>()

  const dropEnded = (now: Millis): void => {
    for (const [name, { began, used }] of kept) {
      const stands = now >= used && now - used < IDLE && now - began < LONGEST
      if (!stands) kept.delete(name)
    }
  }

  return {
    begin(who, role) {
      const now = clock.now()
      dropEnded(now)
      const [oldest] = [...kept].sort(([, a], [, b]) => a.used - b.used)
      if (kept.size >= MOST && oldest !== undefined) kept.delete(oldest[0])
      const cookie = text(random(32))
      kept.set(digest(cookie), { who, role, csrf: text(random(24)), began: now, used: now })
      return cookie
    },
    find(cookie) {
      const now = clock.now()
      dropEnded(now)
      const found = cookie === '' ? undefined : kept.get(digest(cookie))
      if (found === undefined) return null
      found.used = now
      return { who: found.who, role: found.role, csrf: found.csrf }
    },
    end: cookie => void kept.delete(digest(cookie)),
    endAll: () => kept.clear(),
  }
}

const NAME = 'slowburn-session'

/** Every name that the cookie of a session may have. */
export const SESSION_COOKIES = [`__Host-${NAME}`, `__Secure-${NAME}`, NAME] as const

/** Browsers take the first two only over TLS, and the first only from a whole host. */
export function sessionCookie(secure: boolean, path: string): (typeof SESSION_COOKIES)[number] {
  if (!secure) return NAME
  return path === '/' ? `__Host-${NAME}` : `__Secure-${NAME}`
}

/** Of whoever has signed in by this browser; null if there is none or it is over. */
export function sessionOf(sessions: Sessions, request: Request): Session | null {
  for (const name of SESSION_COOKIES) {
    const found = sessions.find(cookieIn(request, name))
    if (found !== null) return found
  }
  return null
}

/** Compares in constant time. */
export function isCsrfOf({ csrf }: Session, given: string): boolean {
  const [expected, brought] = [Buffer.from(csrf), Buffer.from(given)]
  return expected.length === brought.length && timingSafeEqual(expected, brought)
}

function digest(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64')
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
