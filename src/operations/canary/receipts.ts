// Receipts of canaries: whoever holds the mail posts to the address in it, and so shows that it has arrived. Nothing else can make one.
import { isSignature, signatureOf } from '../signed-link.ts'

export interface Receipts {
  /** Signs the addresses. At least 32 bytes. */
  key: Uint8Array
  /** The canary of this id has arrived; false where there is none. Doing it twice is as good as once. */
  receive(id: string): boolean
}

const PURPOSE = 'receipt'
const LONGEST = 256

/** The path, below the base of the pages, by which a canary is said to have arrived. */
export function receiptPath(key: Uint8Array, id: string): string {
  const payload = Buffer.from(id).toString('base64url')
  return `/receipt/${payload}.${signatureOf(key, PURPOSE, payload).toString('base64url')}`
}

/** The id of the canary; null where the token is none of ours. */
export function readReceipt(key: Uint8Array, token: string): string | null {
  const [payload = '', signature = ''] = token.length > LONGEST ? [] : token.split('.')
  return isSignature(key, PURPOSE, payload, signature) ? Buffer.from(payload, 'base64url').toString() : null
}
