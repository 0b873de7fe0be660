// Whether the signature of our messages can be verified by what its domain publishes (RFC 6376, RFC 8301).
import { createPublicKey } from 'node:crypto'
import { type DeliverabilityCheck, type Doubt, domainOf, fault, type Sending, warning } from '../sending.ts'

export const dkim: DeliverabilityCheck = {
  name: 'DKIM',
  help: 'Messages are signed, and the key that is published verifies the signature and is long enough (RFC 6376, RFC 8301).',
  async run(sending) {
    const { signs, dns } = sending
    const domain = domainOf(sending.sender)
    if (signs === null) {
      const what =
        'messages are not signed here; unless the mail server signs them, nobody can tell them from forged ones'
      return [warning('dkim-unsigned', what, `Set smtp.dkim, or let the mail server sign for ${domain}`)]
    }
    const name = `${signs.selector}._domainkey.${signs.domain}`
    const records = await dns.txt(name)
    if (records.length === 0) {
      return [
        fault(
          'dkim-missing',
          `no key is published at ${name}`,
          'Publish the public key of smtp.dkim.key_file there',
        ),
      ]
    }
    return [...keyDoubts(name, records), ...signatureDoubts(name, sending)]
  },
}

const SHORT = 1024
const ENOUGH = 2048

function keyDoubts(name: string, records: readonly string[]): Doubt[] {
  if (records.length > 1) {
    return [fault('dkim-several', `${records.length} keys are published at ${name}`, 'Leave one')]
  }
  const tags = tagsOf(records[0] ?? '')
  const key = tags.get('p')
  if (key === '') {
    return [
      fault(
        'dkim-revoked',
        `the key at ${name} is revoked (p is empty)`,
        'Publish the key, or sign by another selector',
      ),
    ]
  }
  const doubts: Doubt[] = []
  const bits = bitsOf(key ?? '')
  if (bits !== null && bits < ENOUGH) {
    const what = `the key at ${name} has ${bits} bits`
    const remedy = `Make one of ${ENOUGH} bits or more`
    doubts.push(bits < SHORT ? fault('dkim-weak', what, remedy) : warning('dkim-weak', what, remedy))
  }
  if (tags.get('t')?.split(':').includes('y') === true) {
    doubts.push(warning('dkim-testing', `${name} says that it is a test (t=y)`, 'Take t=y out of the record'))
  }
  return doubts
}

function signatureDoubts(name: string, { verdicts, sender }: Sending): Doubt[] {
  const found = verdicts[0]?.verdict.dkim.results[0]
  const { result = 'none', comment = '' } = found?.status ?? {}
  if (result === 'pass') {
    const signer = found?.signingDomain ?? ''
    if (found?.status.aligned !== false) return []
    const what = `messages of ${domainOf(sender)} are signed by ${signer}, which does not speak for it`
    return [warning('dkim-unaligned', what, `Sign by a key of ${domainOf(sender)} (smtp.dkim.domain)`)]
  }
  if (result === 'policy') return []
  if (/revoked/i.test(comment)) return []
  const what = `the key at ${name} does not verify our signature: ${comment || result}`
  return [
    fault(
      'dkim-mismatch',
      what,
      'Publish the public half of smtp.dkim.key_file, or sign by the key that is published',
    ),
  ]
}

function tagsOf(record: string): ReadonlyMap<string, string> {
  return new Map(
    record.split(';').map(tag => {
      const [name = '', ...value] = tag.split('=')
      return [name.trim().toLowerCase(), value.join('=').replace(/\s+/g, '')] as const
    }),
  )
}

/** Of an RSA key; null for any other. */
function bitsOf(key: string): number | null {
  try {
    const der = Buffer.from(key, 'base64')
    return (
      createPublicKey({ key: der, format: 'der', type: 'spki' }).asymmetricKeyDetails?.modulusLength ?? null
    )
  } catch {
    return null
  }
}
