// Puts together what is needed to say whether mail of an installation will arrive: a message as it would be sent, by which
// server and addresses, to whom.
import { lookup } from 'node:dns/promises'
import type { Config } from '../../config/schema.ts'
import type { Clock } from '../../core/clock.ts'
import { ConfigError } from '../../core/errors.ts'
import { createDns, type Dns } from '../../delivery/deliverability/dns.ts'
import { type Explained, explain } from '../../delivery/deliverability/explain.ts'
import { renderTestEmail } from '../../delivery/email/examples/test-email.ts'
import { isPrivateAddress } from '../../delivery/notifiers/email/private-address.ts'
import { checkServer, takesUtf8 } from '../../delivery/notifiers/email/smtp.ts'
import { smtpOptionsOf } from '../../delivery/notifiers/email/smtp-files.ts'
import { identityOf } from '../../delivery/notifiers/registry.ts'

export interface ExplainOptions {
  /** Name of a contact; null: all of them. */
  to: string | null
  /** `IP` or `IP:PORT` of name servers; none: those of this machine. */
  resolvers: readonly string[]
  /** By which mail leaves; none: the addresses of the mail server, as far as they are no private ones. */
  outgoing: readonly string[]
}

export interface Explanation {
  outgoing: readonly string[]
  recipients: readonly string[]
  checks: readonly Explained[]
}

/** Sends nothing. Throws ConfigError where there is no mail server, or nobody to write to. */
export async function explainDelivery(
  config: Config,
  { to, resolvers, outgoing }: ExplainOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<Explanation> {
  const { smtp } = config
  if (smtp === null) throw none('smtp', 'is not set: messages go to the embedded mailbox', 'Add smtp')
  const contacts = config.contacts.filter(({ name }) => to === null || name === to)
  const recipients = [...new Set(contacts.flatMap(({ email }) => email ?? []))]
  if (recipients.length === 0)
    throw none('contacts', 'nobody is written to', 'Name another contact with --to')
  const dns = createDns(resolvers)
  const [server, ...others] = smtpOptionsOf(smtp, clock)
  if (server === undefined) throw none('smtp', 'names no server', 'Add smtp.host')
  const identity = identityOf(config)
  const { bytes } = renderTestEmail(
    { contact: contacts[0]?.name ?? '', by: 'slowburn', at: clock.now() },
    recipients[0] ?? '',
    {
      ...identity,
      installation: config.name,
      timeZone: config.timeZone,
      baseUrl: config.listen.url ?? '',
      dashboardUrl: config.dashboard,
    },
  )
  const known =
    outgoing.length > 0
      ? outgoing
      : await publicAddresses(
          [server, ...others].map(({ host }) => host),
          dns,
        )
  const checks = await explain(
    {
      sender: smtp.from,
      recipients,
      server,
      outgoing: known,
      hello: smtp.hello,
      signs: identity.dkim ?? null,
      dns,
      connect: () => checkServer(server, new Set(), signal),
      takesUtf8: () => takesUtf8(server, signal),
    },
    bytes,
  )
  return { outgoing: known, recipients, checks }
}

/** By the resolver that was given, and where that one knows none by that of the machine. */
async function publicAddresses(hosts: readonly string[], dns: Dns): Promise<string[]> {
  const found = await Promise.all(
    hosts.map(async host => {
      const addresses = await dns.addresses(host).catch(() => [])
      if (addresses.length > 0) return addresses
      return (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address)
    }),
  )
  return [...new Set(found.flat())].filter(address => !isPrivateAddress(address))
}

function none(path: string, message: string, remedy: string): ConfigError {
  return new ConfigError([{ path, message, remedy }])
}
