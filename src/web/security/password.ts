// Passwords as scrypt hashes (RFC 7914), in the notation `$scrypt$ln=15,r=8,p=1$salt$hash` that passlib writes.
import { scrypt, timingSafeEqual } from 'node:crypto'

export interface PasswordHash {
  /** Binary logarithm of the cost. */
  ln: number
  r: number
  p: number
  salt: Buffer
  hash: Buffer
}

/** Weaker hashes are not worth a lock; costlier ones would let anybody tie the machine up. */
const LEAST_LN = 14
const MOST_MEMORY = 256 * 1024 * 1024

/** 32 MB and about 100 ms: what a log-in may cost. */
const NEW = { ln: 15, r: 8, p: 1 }

/** Null where it is not a scrypt hash of acceptable cost. */
export function parsePasswordHash(text: string): PasswordHash | null {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
    text,
  )
  if (match === null) return null
  const [ln = 0, r = 0, p = 0] = match.slice(1, 4).map(Number)
  const salt = Buffer.from(match[4] ?? '', 'base64')
  const hash = Buffer.from(match[5] ?? '', 'base64')
  const costly = ln > 24 || memoryOf(ln, r) > MOST_MEMORY || p > 4
  if (ln < LEAST_LN || r < 8 || p < 1 || costly || salt.length < 8 || hash.length < 16) return null
  return { ln, r, p, salt, hash }
}

/** The hash of a password in that notation, at the cost that new ones should have. `salt` is 16 random bytes. */
export async function hashPassword(password: string, salt: Uint8Array): Promise<string> {
  const hash = await derive(password, { ...NEW, salt: Buffer.from(salt), length: 32 })
  const { ln, r, p } = NEW
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(Buffer.from(salt))}$${unpadded(hash)}`
}

/** Takes some 100 ms of a thread of its own. Compares in constant time. */
export async function matchesPassword(password: string, expected: PasswordHash): Promise<boolean> {
  const derived = await derive(password, { ...expected, length: expected.hash.length })
  return timingSafeEqual(derived, expected.hash)
}

function derive(
  password: string,
  { ln, r, p, salt, length }: Omit<PasswordHash, 'hash'> & { length: number },
): Promise<Buffer> {
  return new Promise((yes, no) => {
    scrypt(password, salt, length, { N: 2 ** ln, r, p, maxmem: memoryOf(ln, r) * 2 }, (error, derived) => {
      if (error === null) yes(derived)
      else no(error)
    })
  })
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

function memoryOf(ln: number, r: number): number {
  return 128 * r * 2 ** ln
}
