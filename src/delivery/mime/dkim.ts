// Signs a finished message (RFC 6376, relaxed/relaxed, rsa-sha256 or, after RFC 8463, ed25519-sha256).
import { createHash, type KeyObject, sign } from 'node:crypto'

export interface DkimKey {
  /** The domain that vouches; it publishes the public key at `SELECTOR._domainkey.DOMAIN`. */
  domain: string
  selector: string
  /** RSA of at least 1024 bits, or Ed25519. */
  privateKey: KeyObject
}

/**
 * Fields that are signed where present. `Subject`, `From`, `To` and `Date` are what a reader sees; the others
 * keep a message from being turned into a part of another conversation.
 */
const FIELDS: readonly string[] = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'list-id',
  'auto-submitted',
  'mime-version',
  'content-type',
]

/** The message with its signature in front. Both algorithms are deterministic: the same bytes every time. */
export function signDkim(message: Uint8Array, { domain, selector, privateKey }: DkimKey): Uint8Array {
  const text = Buffer.from(message).toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const fields = fieldsOf(text.slice(0, end < 0 ? text.length : end))
  const signed = FIELDS.filter(name => fields.has(name))
  const algorithm = privateKey.asymmetricKeyType === 'ed25519' ? 'ed25519-sha256' : 'rsa-sha256'
  const bodyHash = sha256(relaxedBody(end < 0 ? '' : text.slice(end + 4))).toString('base64')
  const tags = [
    'v=1',
    `a=${algorithm}`,
    'c=relaxed/relaxed',
    `d=${domain}`,
    `s=${selector}`,
    `h=${signed.join(':')}`,
    `bh=${bodyHash}`,
    'b=',
  ]
  const header = `DKIM-Signature: ${tags.join(';\r\n ')}`
  const data = [...signed.map(name => fields.get(name) ?? ''), relaxedField(header)].join('\r\n')
  const signature = signatureOf(data, privateKey).toString('base64')
  const folded = signature.replace(/.{70}/g, '$&\r\n ').trimEnd()
  return Buffer.concat([Buffer.from(`${header}${folded}\r\n`, 'latin1'), message])
}

/** The last field of each name, relaxed: the one that a verifier takes first. */
function fieldsOf(head: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const field of head.split(/\r\n(?![ \t])/)) {
    fields.set(field.slice(0, field.indexOf(':')).trim().toLowerCase(), relaxedField(field))
  }
  return fields
}

/** RFC 6376, 3.4.2. */
function relaxedField(field: string): string {
  const colon = field.indexOf(':')
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`
}

/** RFC 6376, 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body
    .split('\r\n')
    .map(line => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
    .join('\r\n')
    .replace(/(?:\r\n)+$/, '')
  return lines === '' ? '' : `${lines}\r\n`
}

/** Ed25519 signs the hash of the data (RFC 8463, 3), RSA the data. */
function signatureOf(data: string, key: KeyObject): Buffer {
  if (key.asymmetricKeyType === 'ed25519') return sign(null, sha256(data), key)
  return sign('sha256', Buffer.from(data, 'latin1'), key)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'latin1').digest()
}
