// Whether a sender shows the token of a source that receives.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { ReceivedHeaders } from './source.ts'

/** Compares in constant time. */
export function showsBearer({ authorization }: ReceivedHeaders, token: string): boolean {
  return timingSafeEqual(digest(String(authorization ?? '')), digest(`Bearer ${token}`))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
