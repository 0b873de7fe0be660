// Whether the name that the sending server gives itself is one that leads somewhere (RFC 5321, 4.1.1.1).
import { type DeliverabilityCheck, warning } from '../sending.ts'

export const hello: DeliverabilityCheck = {
  name: 'EHLO',
  help: 'The name in EHLO, where it is ours to choose, is a full one that has an address (RFC 5321, 4.1.1.1).',
  async run({ dns, hello: name }) {
    if (name === null) return []
    const remedy = 'Set smtp.hello to the full name of this machine'
    if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(name) || /\.(?:local|localdomain|internal)$/i.test(name)) {
      return [warning('hello-bare', `${name} is no full name of a machine`, remedy)]
    }
    if ((await dns.addresses(name)).length > 0) return []
    return [warning('hello-unknown', `${name} has no address`, remedy)]
  },
}
