// Who is let in by a name and a secret, and how often somebody may be wrong before they have to wait.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock, Millis } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import { matchesPassword, type PasswordHash } from './password.ts'

export interface Refusal {
  status: 401 | 429 | 503
  line: string
}

/** Null lets them in. `from` is the address that they ask from. */
export type CredentialsCheck = (name: string, secret: string, from: string) => Promise<Refusal | null>

/** Passwords that are being checked at one time; each takes memory and a thread. */
const MOST_CHECKING = 4

/** Wrong secrets from one address within a minute, before it has to wait. */
const MOST_WRONG = 10
const WRONG_LAST: Millis = MINUTE

/** Accepted passwords, as digests under a key of this process, and addresses that are remembered. */
const MOST_REMEMBERED = 1000

const WAIT: Refusal = { status: 429, line: 'Too many wrong passwords. Wait a minute.' }

/** For the users of the web configuration file; at least one. */
export function passwordCheck(users: ReadonlyMap<string, PasswordHash>, clock: Clock): CredentialsCheck {
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

  return async (name, password, from) => {
    const digest = createHmac('sha256', memoryKey).update(`${name}\0${password}`).digest('base64')
    if (accepted.has(digest)) return null
    if (guesses.tooMany(from)) return WAIT
    if (checking >= MOST_CHECKING) return { status: 503, line: 'Too many log-ins at once. Try again.' }
    if (await matches(name, password)) {
      if (accepted.size < MOST_REMEMBERED) accepted.add(digest)
      return null
    }
    guesses.add(from)
    return { status: 401, line: 'The name or the password is wrong.' }
  }
}

/** For whoever has the token of the service; the name is what they say it is. Compares in constant time. */
export function tokenCheck(token: string, clock: Clock): CredentialsCheck {
  const guesses = countGuesses(clock)
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  const expected = digest(token)
  return async (_name, given, from) => {
    if (guesses.tooMany(from)) return { ...WAIT, line: 'Too many wrong tokens. Wait a minute.' }
    if (timingSafeEqual(digest(given.trim()), expected)) return null
    guesses.add(from)
    return { status: 401, line: 'That is not the token of this service.' }
  }
}

/** Wrong secrets by the address that they came from. */
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
