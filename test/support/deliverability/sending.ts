// Mail that is set up well, as the checks of how it arrives are given it, and a resolver that knows what it is told.
import type { AuthenticateResult } from 'mailauth'
import type { Dns } from '../../../src/delivery/deliverability/dns.ts'
import type { Sending } from '../../../src/delivery/deliverability/sending.ts'

/** By `TYPE name`; what is not there has no record. */
export function dnsOf(records: Readonly<Record<string, readonly string[]>>): Dns {
  const known = (type: string, name: string): Promise<string[]> =>
    Promise.resolve([...(records[`${type} ${name}`] ?? [])])
  return {
    addresses: name => known('A', name),
    mx: name => known('MX', name),
    txt: name => known('TXT', name),
    ptr: name => known('PTR', name),
    resolve: (name, type) => known(type, name),
  }
}

/** What a receiving server says; the rest of its answer is left out. */
export function verdictOf(parts: {
  spf?: string
  dkim?: { result: string; comment?: string; aligned?: string | false; signer?: string }
  dmarc?: { result: string; policy: string }
}): AuthenticateResult {
  const { spf = 'pass', dkim, dmarc = { result: 'pass', policy: 'reject' } } = parts
  return {
    spf: { status: { result: spf, comment: spf === 'permerror' ? 'Too many DNS requests' : '' } },
    dkim: {
      results: dkim === undefined ? [] : [{ signingDomain: dkim.signer ?? 'example.org', status: dkim }],
    },
    dmarc: { policy: dmarc.policy, status: { result: dmarc.result } },
  } as unknown as AuthenticateResult
}

export function sendingOf(more: Partial<Sending> = {}): Sending {
  return {
    sender: 'slowburn@example.org',
    recipients: ['ann@example.net'],
    server: { host: 'mail.example.org', port: 587, tls: 'starttls' },
    outgoing: ['198.51.100.7'],
    hello: null,
    verdicts: [{ address: '198.51.100.7', verdict: verdictOf({}) }],
    signs: null,
    dns: dnsOf({}),
    connect: () => Promise.resolve(null),
    takesUtf8: () => Promise.resolve(true),
    ...more,
  }
}

export async function codes(
  found: Promise<ReadonlyArray<{ code: string }>> | ReadonlyArray<{ code: string }>,
): Promise<string[]> {
  return (await found).map(({ code }) => code)
}
