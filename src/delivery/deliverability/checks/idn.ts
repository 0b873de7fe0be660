// Whether addresses outside ASCII get through: their domains as A-labels, their local parts by SMTPUTF8 (RFC 6531).
import { domainToASCII } from 'node:url'
import { type DeliverabilityCheck, domainOf, fault } from '../sending.ts'

export const idn: DeliverabilityCheck = {
  name: 'IDN',
  help: 'Domains outside ASCII are valid names, and the mail server takes local parts outside ASCII (RFC 5891, RFC 6531).',
  async run({ sender, recipients, takesUtf8 }) {
    const all = [sender, ...recipients]
    const bad = all.filter(address => domainToASCII(domainOf(address)) === '')
    const wide = all.filter(address => !/^[!-~]+$/.test(address.slice(0, address.lastIndexOf('@'))))
    const doubts = bad.map(address =>
      fault('idn-invalid', `${address} has a domain that is no name`, 'Fix the spelling of the domain'),
    )
    if (wide.length === 0 || (await takesUtf8()) !== false) return doubts
    const what = `${wide.join(', ')} needs SMTPUTF8, which the mail server does not offer`
    return [...doubts, fault('idn-smtputf8', what, 'Give an address in ASCII, or another mail server')]
  },
}
