// Whether the domains of the recipients take mail at all (RFC 5321, 5.1; RFC 7505).
import { type DeliverabilityCheck, type Doubt, domainOf, fault, type Sending } from '../sending.ts'

export const recipients: DeliverabilityCheck = {
  name: 'recipients',
  help: 'The domain of each recipient takes mail: an MX that has an address, or an address of its own, and no null MX (RFC 7505).',
  async run({ dns, recipients: all }) {
    const domains = [...new Set(all.map(domainOf))]
    const found = await Promise.all(domains.map(domain => doubtsOf(domain, dns)))
    return found.flat()
  },
}

async function doubtsOf(domain: string, dns: Sending['dns']): Promise<Doubt[]> {
  const remedy = 'Fix the spelling of the address in contacts'
  const servers = await dns.mx(domain)
  if (servers.length === 0) {
    const own = await dns.addresses(domain)
    return own.length > 0 ? [] : [fault('mx-none', `${domain} has no mail server and no address`, remedy)]
  }
  if (servers.every(name => name === '' || name === '.')) {
    return [
      fault('mx-null', `${domain} says that it takes no mail (null MX)`, 'Give another address in contacts'),
    ]
  }
  const addresses = await Promise.all(servers.map(name => dns.addresses(name)))
  if (addresses.flat().length > 0) return []
  return [
    fault(
      'mx-dead',
      `the mail servers of ${domain} have no address: ${servers.join(', ')}`,
      'Ask whoever runs that domain',
    ),
  ]
}
