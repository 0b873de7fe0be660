// Whether the domain of the sender lets the outgoing addresses send for it (RFC 7208).
import { type DeliverabilityCheck, type Doubt, domainOf, fault, type Sending, warning } from '../sending.ts'

export const spf: DeliverabilityCheck = {
  name: 'SPF',
  help: 'The domain of the sender has one SPF record, within ten lookups, that names every outgoing address (RFC 7208).',
  async run(sending) {
    const { dns, outgoing, verdicts } = sending
    const domain = domainOf(sending.sender)
    const records = (await dns.txt(domain)).filter(one => /^v=spf1(?: |$)/i.test(one))
    const [record] = records
    if (record === undefined) {
      const remedy = `Publish a TXT record at ${domain}: ${suggested(outgoing)}`
      return [warning('spf-none', `${domain} has no SPF record`, remedy)]
    }
    if (records.length > 1) {
      return [
        fault(
          'spf-several',
          `${domain} has ${records.length} SPF records, and so none`,
          'Merge them into one',
        ),
      ]
    }
    if (/(?:^| )\+?all(?: |$)/i.test(record)) {
      const what = `${domain} lets everybody send for it: ${record}`
      return [warning('spf-everybody', what, 'End the record with ~all or -all')]
    }
    if (outgoing.length === 0) return []
    return verdicts.flatMap(one => doubtsOf(domain, record, one))
  },
}

function doubtsOf(
  domain: string,
  record: string,
  { address, verdict }: Sending['verdicts'][number],
): Doubt[] {
  const { result = 'none', comment = '' } = verdict.spf === false ? {} : verdict.spf.status
  const add = `Add ${mechanismOf(address)} to the record at ${domain}: ${record}`
  switch (result) {
    case 'pass':
      return []
    case 'fail':
      return [fault('spf-fail', `${domain} forbids ${address} to send for it`, add)]
    case 'softfail':
      return [fault('spf-softfail', `${domain} does not expect mail from ${address}`, add)]
    case 'permerror': {
      const many = /too many/i.test(comment)
      const what = `the SPF record of ${domain} cannot be evaluated: ${comment}`
      return many
        ? [
            fault(
              'spf-lookups',
              what,
              'Put addresses (ip4, ip6) in place of include, a and mx: ten lookups at most',
            ),
          ]
        : [fault('spf-invalid', what, `Fix the record: ${record}`)]
    }
    case 'temperror':
      return [fault('dns-silent', `the SPF record of ${domain} could not be read: ${comment}`, 'Try again')]
    default:
      return [warning('spf-neutral', `${domain} does not say whether ${address} may send for it`, add)]
  }
}

function mechanismOf(address: string): string {
  return `${address.includes(':') ? 'ip6' : 'ip4'}:${address}`
}

function suggested(outgoing: readonly string[]): string {
  const named = outgoing.length === 0 ? ['ip4:ADDRESS'] : outgoing.map(mechanismOf)
  return `v=spf1 ${named.join(' ')} -all`
}
