// Hashes of passwords as they stand in a file: bcrypt, as the Prometheus exporter toolkit has them (`$2y$10$…`), or scrypt
// (RFC 7914) in the notation `$scrypt$ln=15,r=8,p=1$salt$hash` that passlib writes.
import { scrypt, timingSafeEqual } from 'node:crypto'

export type PasswordHash = BcryptHash | ScryptHash

export interface BcryptHash {
  kind: 'bcrypt'
  /** The whole notation, with cost and salt. */
  text: string
}

export interface ScryptHash {
  kind: 'scrypt'
  /** Binary logarithm of the cost. */
  ln: number
  r: number
  p: number
  salt: Buffer
  hash: Buffer
}

/** Weaker scrypt hashes are not worth a lock; costlier ones would let anybody tie the machine up. */
const LEAST_LN = 14
const MOST_MEMORY = 256 * 1024 * 1024

/** Each step doubles the time: 14 takes about a second and a half, 16 six, and an answer may take ten. */
export const BCRYPT_COSTS = { least: 4, prompt: 14, most: 16 } as const

/** Null where it is neither, or of a cost that is not accepted. */
export function parsePasswordHash(text: string): PasswordHash | null {
  return parseBcrypt(text) ?? parseScrypt(text)
}

function parseBcrypt(text: string): BcryptHash | null {
  const cost = bcryptCost(text)
  if (cost === null || cost < BCRYPT_COSTS.least || cost > BCRYPT_COSTS.most) return null
  return { kind: 'bcrypt', text }
}

/** Null where it is no bcrypt hash. */
export function bcryptCost(text: string): number | null {
  const cost = /^\$2[aby]\$(\d{2})\$[./A-Za-z0-9]{53}$/.exec(text)?.[1]
  return cost === undefined ? null : Number(cost)
}

function parseScrypt(text: string): ScryptHash | null {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
    text,
  )
  if (match === null) return null
  const [ln = 0, r = 0, p = 0] = match.slice(1, 4).map(Number)
  const salt = Buffer.from(match[4] ?? '', 'base64')
  const hash = Buffer.from(match[5] ?? '', 'base64')
  const costly = ln > 24 || memoryOf(ln, r) > MOST_MEMORY || p > 4
  if (ln < LEAST_LN || r < 8 || p < 1 || costly || salt.length < 8 || hash.length < 16) return null
  return { kind: 'scrypt', ln, r, p, salt, hash }
}

/** Takes some 100 ms of a thread of its own. Compares in constant time. */
export async function matchesScrypt(password: string, expected: ScryptHash): Promise<boolean> {
  const derived = await derive(password, { ...expected, length: expected.hash.length })
  return timingSafeEqual(derived, expected.hash)
}

function derive(
  password: string,
  { ln, r, p, salt, length }: Omit<ScryptHash, 'hash' | 'kind'> & { length: number },
): Promise<Buffer> {
  return new Promise((yes, no) => {
    scrypt(password, salt, length, { N: 2 ** ln, r, p, maxmem: memoryOf(ln, r) * 2 }, (error, derived) => {
      if (error === null) yes(derived)
      else no(error)
    })
  })
}

function memoryOf(ln: number, r: number): number {
  return 128 * r * 2 ** ln
}
