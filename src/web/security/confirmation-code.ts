// The deliberate step: a code that the page shows and a person types. A program that submits forms as it finds them sends
// the code empty. One that guesses has one guess at each code, and after a few the codes of its link are longer; a link is
// never locked, so whoever was sent it can always act.
import { randomBytes } from 'node:crypto'
import type { Millis } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import { isSignature, signatureOf } from '../../operations/signed-link.ts'

export interface Challenge {
  /** Goes into a hidden field of the form. */
  field: string
  /** Goes into a cookie: a form is only good in the browser that was given it. */
  cookie: string
  /** Six digits, or twelve after wrong guesses; to be shown to the reader and typed by them. */
  code: string
}

export type Verdict = 'passed' | 'empty' | 'wrong' | 'stale'

export interface Challenges {
  /** Makes a challenge for a token. Keeps nothing: any number of them may be asked for. */
  issue(token: string, now: Millis): Challenge
  /** Judges what came back. A challenge takes one answer. */
  judge(token: string, answer: { field: string; cookie: string; code: string }, now: Millis): Verdict
}

/** How long a page may lie open before its form is stale. */
const LIFETIME: Millis = 15 * MINUTE

/** Wrong codes for one link, after which its codes are longer, and for how long. */
const MOST_WRONG = 5
const LONGER_FOR: Millis = 15 * MINUTE
const SHORT = 6
const LONG = 12

/** Links and spent challenges that are remembered; the oldest make room. */
const MOST_REMEMBERED = 10_000

/** `use` remembers a challenge that has passed until a moment, durably; false where it has been used before. */
export function createChallenges(
  key: Uint8Array,
  use: (challenge: string, until: Millis, now: Millis) => boolean,
  random: (size: number) => Uint8Array = randomBytes,
): Challenges {
  const wrong = remembering<{ count: number; until: Millis }>()
  const spent = remembering<{ until: Millis }>()
  const digitsFor = (token: string, now: Millis): number =>
    (wrong.get(token, now)?.count ?? 0) < MOST_WRONG ? SHORT : LONG

  return {
    issue(token, now) {
      const cookie = Buffer.from(random(18)).toString('base64url')
      const issued = `${now}-${digitsFor(token, now)}`
      const text = signedText(token, cookie, issued)
      const signature = signatureOf(key, 'challenge', text).toString('base64url')
      return { field: `${issued}.${signature}`, cookie, code: codeOf(key, text) }
    },

    judge(token, { field, cookie, code }, now) {
      const typed = code.replace(/[\s-]/g, '')
      if (typed === '') return 'empty'
      const [issued = '', signature = ''] = field.split('.')
      const [at = '', digits = ''] = issued.split('-')
      const text = signedText(token, cookie, issued)
      const age = now - Number(at)
      const fresh = age >= 0 && age <= LIFETIME && Number(digits) >= digitsFor(token, now)
      if (!fresh || spent.get(signature, now) !== undefined) return 'stale'
      if (!isSignature(key, 'challenge', text, signature)) return 'stale'
      if (typed === codeOf(key, text)) return use(signature, now + LIFETIME, now) ? 'passed' : 'stale'
      spent.set(signature, { until: now + LIFETIME })
      const count = (wrong.get(token, now)?.count ?? 0) + 1
      wrong.set(token, { count, until: now + LONGER_FOR })
      return 'wrong'
    },
  }
}

interface Remembering<T> {
  get(name: string, now: Millis): T | undefined
  set(name: string, entry: T): void
}

function remembering<T extends { until: Millis }>(): Remembering<T> {
  const entries = new Map<string, T>()
  return {
    get(name, now) {
      const found = entries.get(name)
      if (found === undefined || found.until > now) return found
      entries.delete(name)
      return undefined
    },
    set(name, entry) {
      entries.delete(name)
      entries.set(name, entry)
      const [oldest] = entries.keys()
      if (entries.size > MOST_REMEMBERED && oldest !== undefined) entries.delete(oldest)
    },
  }
}

function signedText(token: string, cookie: string, issued: string): string {
  return `${token}\n${cookie}\n${issued}`
}

/** Of as many digits as the text says at its end. */
function codeOf(key: Uint8Array, text: string): string {
  const digits = text.endsWith(`-${LONG}`) ? LONG : SHORT
  const number = signatureOf(key, 'code', text).readUIntBE(0, 6) % 10 ** digits
  return String(number).padStart(digits, '0')
}
