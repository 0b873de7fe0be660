// Whether each outgoing address has a name that leads back to it: many servers take no mail from one that has not.
import { type DeliverabilityCheck, type Doubt, fault } from '../sending.ts'

export const reverse: DeliverabilityCheck = {
  name: 'PTR',
  help: 'Each outgoing address has a name, and the name has that address (RFC 1912, 2.1).',
  async run({ dns, outgoing }) {
    const found = await Promise.all(
      outgoing.map(async (address): Promise<Doubt[]> => {
        const names = await dns.ptr(address)
        if (names.length === 0) {
          const remedy = 'Ask whoever gave out the address for a PTR record with the name of the mail server'
          return [fault('ptr-none', `${address} has no name (PTR)`, remedy)]
        }
        const back = await Promise.all(names.map(name => dns.addresses(name)))
        if (back.flat().some(one => same(one, address))) return []
        const what = `${address} is called ${names.join(', ')}, which does not lead back to it`
        return [
          fault('ptr-mismatch', what, `Give ${names[0]} the address ${address}, or the address another name`),
        ]
      }),
    )
    return found.flat()
  },
}

function same(a: string, b: string): boolean {
  return canonical(a) === canonical(b)
}

function canonical(address: string): string {
  return address.includes(':') ? new URL(`http://[${address}]`).hostname : address
}
