// Who is let in by a name and a password, or by the token of the service. However many are wrong, and from wherever: the
// right one is let in.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock, Millis } from '../../core/clock.ts'
import { MINUTE, SECOND } from '../../core/duration.ts'
import type { PasswordHash } from './passwords/hash.ts'
import { createPasswordMatcher } from './passwords/match.ts'
import { createTurnstile } from './passwords/turnstile.ts'

export interface Refusal {
  status: 401 | 403 | 429
  line: string
}

/** Null lets them in. `from` is the address that they ask from. */
export type CredentialsCheck = (name: string, secret: string, from: string) => Promise<Refusal | null>

/** Each check takes memory and a thread. An address that asks for more at once waits in its own line. */
const LIMITS = { atOnce: 2, line: 8, all: 200 }

/** Wrong secrets from one address within a minute, after which each further check holds up its line. */
const MOST_WRONG = 10
const WRONG_LAST: Millis = MINUTE
const HELD_UP: Millis = SECOND

/** Accepted passwords, as digests under a key of this process, and addresses that are remembered. */
const MOST_REMEMBERED = 1000

const WRONG: Refusal = { status: 401, line: 'The name or the password is wrong.' }
const BUSY: Refusal = {
  status: 429,
  line: 'Too many passwords from this address wait to be checked. Try again.',
}

/** For the users of the web configuration file; at least one. */
export function passwordCheck(users: ReadonlyMap<string, PasswordHash>, clock: Clock): CredentialsCheck {
  const memoryKey = randomBytes(32)
  const accepted = new Set<string>()
  const guesses = countGuesses(clock)
  const turnstile = createTurnstile(LIMITS)
  const matches = createPasswordMatcher()
  const [anyHash] = users.values()

  /** A name that is not there takes as long as a wrong password, so that names cannot be found by the clock. */
  const check = async (name: string, password: string, from: string): Promise<boolean> => {
    const hash = users.get(name)
    const known = hash ?? anyHash
    if (known !== undefined && (await matches(password, known)) && hash !== undefined) return true
    guesses.add(from)
    if (guesses.tooMany(from)) await wait(HELD_UP, undefined, { ref: false })
    return false
  }

  return async (name, password, from) => {
    const digest = createHmac('sha256', memoryKey).update(`${name}\0${password}`).digest('base64')
    if (accepted.has(digest)) return null
    const right = await turnstile.pass(from, () => check(name, password, from))
    if (right === null) return BUSY
    if (!right) return WRONG
    if (accepted.size < MOST_REMEMBERED) accepted.add(digest)
    return null
  }
}

/** Compares texts in constant time. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** Wrong secrets by the address that they came from. */
function countGuesses(clock: Clock): { tooMany(from: string): boolean; add(from: string): void } {
  const wrong = new Map<string, { count: number; until: Millis }>()
  return {
    tooMany(from) {
      for (const [address, { until }] of wrong) if (until <= clock.now()) wrong.delete(address)
      return (wrong.get(from)?.count ?? 0) > MOST_WRONG
    },
    add(from) {
      if (wrong.size >= MOST_REMEMBERED && !wrong.has(from)) return
      wrong.set(from, { count: (wrong.get(from)?.count ?? 0) + 1, until: clock.now() + WRONG_LAST })
    },
  }
}
