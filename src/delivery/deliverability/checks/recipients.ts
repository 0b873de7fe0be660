// Whether the domains of the recipients take mail at all (RFC 5321, 5.1; RFC 7505).
import { isIP } from 'node:net'
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
  const literal = servers.find(name => isIP(name.replace(/\.$/, '')) !== 0)
  if (literal !== undefined) {
    const what = `${domain} names the address ${literal} as its mail server, and not a name (RFC 5321, 5.1)`
    return [fault('mx-literal', what, ASK)]
  }
  const addresses = (await Promise.all(servers.map(name => dns.addresses(name)))).flat()
  if (addresses.length > 0 && addresses.every(leadsBack)) {
    const what = `the mail servers of ${domain} lead to ${addresses[0]}: whoever sends there sends to itself`
    return [fault('mx-local', what, ASK)]
  }
  if (addresses.length > 0) return []
  return [fault('mx-dead', `the mail servers of ${domain} have no address: ${servers.join(', ')}`, ASK)]
}

const ASK = 'Ask whoever runs that domain'

function leadsBack(address: string): boolean {
  return /^(?:127\.|0\.0\.0\.0$|::1?$)/.test(address)
}
