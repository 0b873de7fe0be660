// The deliberate step: a code that the page shows and a person types. A program that submits forms as it finds
// them sends the code empty, and one that fills fields with guesses is stopped after a few.
import { randomBytes } from 'node:crypto'
import type { Millis } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import { isSignature, signatureOf } from '../../operations/signed-link.ts'

export interface Challenge {
  /** Goes into a hidden field of the form. */
  field: string
  /** Goes into a cookie: a form is only good in the browser that was given it. */
  cookie: string
  /** Six digits, to be shown to the reader and typed by them. */
  code: string
}

export type Verdict = 'passed' | 'empty' | 'wrong' | 'stale' | 'locked'

export interface Challenges {
  /** Makes a challenge for a token. Keeps nothing: any number of them may be asked for. */
  issue(token: string, now: Millis): Challenge
  /** Judges what came back. A challenge passes once. */
  judge(token: string, answer: { field: string; cookie: string; code: string }, now: Millis): Verdict
}

/** How long a page may lie open before its form is stale. */
const LIFETIME: Millis = 15 * MINUTE

/** Wrong codes for one link before it is locked, and for how long: one guess in 200,000 may pass in that time. */
const MOST_WRONG = 5
const LOCKED_FOR: Millis = 15 * MINUTE

/** Links and passed challenges that are remembered; when full, acting waits until some have lapsed. */
const MOST_REMEMBERED = 10_000

export function createChallenges(
  key: Uint8Array,
  random: (size: number) => Uint8Array = randomBytes,
): Challenges {
  const wrong = new Map<string, { count: number; until: Millis }>()
  const passed = new Map<string, { until: Millis }>()

  return {
    issue(token, now) {
      const cookie = Buffer.from(random(18)).toString('base64url')
      const issued = String(now)
      const text = signedText(token, cookie, issued)
      const signature = signatureOf(key, 'challenge', text).toString('base64url')
      return { field: `${issued}.${signature}`, cookie, code: codeOf(key, text) }
    },

    judge(token, { field, cookie, code }, now) {
      forget(wrong, now)
      forget(passed, now)
      const digits = code.replace(/[\s-]/g, '')
      if (digits === '') return 'empty'
      const tries = wrong.get(token)
      const full = passed.size >= MOST_REMEMBERED || (tries === undefined && wrong.size >= MOST_REMEMBERED)
      if (full || (tries !== undefined && tries.count >= MOST_WRONG)) return 'locked'
      const [issued = '', signature = ''] = field.split('.')
      const text = signedText(token, cookie, issued)
      const age = now - Number(issued)
      const fresh = age >= 0 && age <= LIFETIME && !passed.has(signature)
      if (!fresh || !isSignature(key, 'challenge', text, signature)) return 'stale'
      if (digits !== codeOf(key, text)) {
        wrong.set(token, { count: (tries?.count ?? 0) + 1, until: now + LOCKED_FOR })
        return 'wrong'
      }
      passed.set(signature, { until: now + LIFETIME })
      return 'passed'
    },
  }
}

function signedText(token: string, cookie: string, issued: string): string {
  return `${token}\n${cookie}\n${issued}`
}

function codeOf(key: Uint8Array, text: string): string {
  const number = signatureOf(key, 'code', text).readUIntBE(0, 6) % 1_000_000
  return String(number).padStart(6, '0')
}

function forget(entries: Map<string, { until: Millis }>, now: Millis): void {
  for (const [name, { until }] of entries) if (until <= now) entries.delete(name)
}
