// What a link in an email asks for, signed so that nobody can ask for anything else. Following the link does
// nothing: it only opens the page on which a person may act.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Millis } from '../core/clock.ts'

/** `accept` says "this is not drift": the present level becomes the new normal. */
export type AlertAction = 'acknowledge' | 'snooze' | 'accept'

export const ALERT_ACTIONS: readonly AlertAction[] = ['acknowledge', 'snooze', 'accept']

export interface SignedAction {
  action: AlertAction
  episodeId: string
  /** The address that the link was sent to: what is done by it is put down to that person. */
  recipient: string
  expires: Millis
}

export type SignedActionRead =
  | { ok: true; asked: SignedAction }
  | { ok: false; reason: 'malformed' | 'forged' }
  | { ok: false; reason: 'expired'; asked: SignedAction }

/** Kept as the first release wrote it: the links of messages that were sent must stay good. */
const PURPOSE = 'errand'

/** Secrets shorter than this can be guessed. */
const SHORTEST_KEY = 32

/** Longer than any token of ours; anything beyond is not even looked at. */
const LONGEST_TOKEN = 2048

/** The same action and key always give the same token, so that a message frozen twice is the same message. */
export function signAction(key: Uint8Array, { action, episodeId, recipient, expires }: SignedAction): string {
  const payload = Buffer.from(JSON.stringify([action, episodeId, recipient, expires])).toString('base64url')
  return `${payload}.${signatureOf(key, PURPOSE, payload).toString('base64url')}`
}

export function readAction(key: Uint8Array, token: string, now: Millis): SignedActionRead {
  const [payload = '', signature = '', ...rest] = token.split('.')
  if (token.length > LONGEST_TOKEN || rest.length > 0 || payload === '' || signature === '') {
    return { ok: false, reason: 'malformed' }
  }
  if (!isSignature(key, PURPOSE, payload, signature)) return { ok: false, reason: 'forged' }
  const asked = parse(payload)
  if (asked === null) return { ok: false, reason: 'malformed' }
  return asked.expires <= now ? { ok: false, reason: 'expired', asked } : { ok: true, asked }
}

function parse(payload: string): SignedAction | null {
  const fields: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  if (!Array.isArray(fields)) return null
  const [name, episodeId, recipient, expires]: unknown[] = fields
  const action = ALERT_ACTIONS.find(each => each === name)
  if (action === undefined || typeof episodeId !== 'string' || typeof recipient !== 'string') return null
  return typeof expires === 'number' ? { action, episodeId, recipient, expires } : null
}

/** HMAC-SHA256 of a text for one purpose; a signature for one purpose is worth nothing for another. */
export function signatureOf(key: Uint8Array, purpose: string, text: string): Buffer {
  if (key.length < SHORTEST_KEY) throw new RangeError(`a signing key requires at least ${SHORTEST_KEY} bytes`)
  return createHmac('sha256', key).update(`slowburn ${purpose} 1\n${text}`).digest()
}

/** Compares in constant time. `signature` is base64url. */
export function isSignature(key: Uint8Array, purpose: string, text: string, signature: string): boolean {
  const expected = signatureOf(key, purpose, text)
  const given = Buffer.from(signature, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
