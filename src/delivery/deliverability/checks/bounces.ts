// Whether what comes back finds its way: servers refuse senders to whom nothing can be returned.
import { type DeliverabilityCheck, domainOf, fault, warning } from '../sending.ts'

export const bounces: DeliverabilityCheck = {
  name: 'sender',
  help: 'The domain of the sender exists and takes mail, for answers and bounces (RFC 5321, 6.1).',
  async run({ dns, sender }) {
    const domain = domainOf(sender)
    const [servers, own] = await Promise.all([dns.mx(domain), dns.addresses(domain)])
    if (servers.length === 0 && own.length === 0) {
      const what = `${domain}, the domain of the sender, has neither a mail server nor an address`
      return [fault('sender-unknown', what, 'Set smtp.from to an address of a domain of yours')]
    }
    if (servers.length > 0 && servers.every(name => name === '' || name === '.')) {
      const what = `${domain}, the domain of the sender, takes no mail (null MX), so bounces are lost`
      return [warning('sender-null-mx', what, 'Set smtp.from to an address that can be answered')]
    }
    return []
  },
}
