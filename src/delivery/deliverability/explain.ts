// Will it arrive? Looks at a message as the servers of its recipients would, and names what they will count against it.

import { messageOf } from '../../core/errors.ts'
import { distinct } from '../../core/names/distinct.ts'
import { frozen } from '../../core/parts/frozen.ts'
import { files, members } from './checks/members.ts'
import { type DeliverabilityCheck, type Doubt, fault, type Sending } from './sending.ts'

export const deliverabilityChecks: readonly DeliverabilityCheck[] = distinct(
  members,
  files,
  ({ name }) => name,
)

export interface Explained {
  check: string
  doubts: readonly Doubt[]
}

/** `message` is one that would really be sent, signature and all. */
export async function explain(sending: Omit<Sending, 'verdicts'>, message: Uint8Array): Promise<Explained[]> {
  const verdicts = await Promise.all(
    // Without an address SPF cannot be judged; signature and policy can.
    (sending.outgoing.length === 0 ? [UNKNOWN] : sending.outgoing).map(async address => ({
      address,
      verdict: await verdictOn(message, sending, address),
    })),
  )
  const shared = frozen({ ...sending, verdicts })
  return Promise.all(
    deliverabilityChecks.map(async check => ({
      check: check.name,
      doubts: await attempt(check, shared),
    })),
  )
}

/** Belongs to nobody (RFC 5737). */
const UNKNOWN = '192.0.2.255'

async function verdictOn(
  message: Uint8Array,
  { sender, hello, dns }: Omit<Sending, 'verdicts'>,
  ip: string,
): Promise<Sending['verdicts'][number]['verdict']> {
  // Loaded here, for it is large and only this needs it.
  const { authenticate } = await import('mailauth')
  return authenticate(Buffer.from(message), {
    sender,
    ip,
    helo: hello ?? 'unknown.invalid',
    mta: 'receiving.invalid',
    resolver: dns.resolve,
    disableArc: true,
    disableBimi: true,
  })
}

async function attempt(check: DeliverabilityCheck, sending: Sending): Promise<readonly Doubt[]> {
  try {
    return await check.run(sending)
  } catch (error) {
    const remedy = 'Give a resolver that answers (--resolver), or try again'
    return [fault('dns-silent', `${check.name} could not be looked up: ${messageOf(error)}`, remedy)]
  }
}
