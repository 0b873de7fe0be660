// The configuration of e-mail: the addresses of a contact, and the mail server of the installation.
import * as z from 'zod'
import { localPath } from '../../../core/options/local-path.ts'
import { address } from '../../../core/options/scalars.ts'
import { section } from '../../../core/options/section.ts'
import { secret } from '../../../core/secrets/secret.ts'

function path(what: string) {
  return localPath(z.string().min(1)).nullable().default(null).describe(what)
}

export const emailOptions = z
  .union([address, z.array(address)])
  .transform((value): readonly string[] => (Array.isArray(value) ? value : [value]))
  .describe('One address or several; each gets a message of its own.')

const dkim = section({
  domain: z
    .string()
    .regex(/^[a-z0-9.-]+$/i, 'is not a domain')
    .describe('The domain that vouches; its DNS holds the public key at SELECTOR._domainkey.DOMAIN.'),
  selector: z
    .string()
    .regex(/^[a-z0-9._-]+$/i, 'is not a selector')
    .describe('Which key of the domain.'),
  key_file: localPath(z.string().min(1)).describe('PEM file with the private key, RSA or Ed25519.'),
})

const oauth2 = section({
  token_file: localPath(z.string().min(1))
    .nullable()
    .default(null)
    .describe('File with the access token, read at each log-in.'),
  token_command: z
    .array(z.string().min(1))
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'Program and arguments that print the access token; run again when it is refused or five minutes old.',
    ),
})

const server = {
  host: z
    .string()
    .min(1)
    .transform(text => text.replace(/^\[(.*)\]$/, '$1'))
    .describe('Name or address of the mail server; IPv6 with or without brackets.'),
  port: z.int().min(1).max(65535).default(587).describe('Port.'),
  tls: z
    .enum(['starttls', 'implicit', 'none'])
    .default('starttls')
    .describe('starttls requires STARTTLS, implicit is TLS from the first byte, none only for loopback.'),
  private_network: z
    .boolean()
    .default(false)
    .describe(
      'Lets tls be none for a relay whose address is in a private network; checked at each connection.',
    ),
  ca_file: path('PEM file with the authorities to trust, in place of those of Node.js.'),
  cert_file: path('PEM file with the certificate of this client, where the server wants one.'),
  key_file: path('PEM file with its private key.'),
  user: z.string().nullable().default(null).describe('User name, where the server wants one.'),
  password: secret(z.string())
    .nullable()
    .default(null)
    .describe('Its password; better taken from the environment, see above.'),
  oauth2: oauth2
    .nullable()
    .default(null)
    .describe('Logs in by XOAUTH2, with an access token in place of a password.'),
}

const smtp = section({
  ...server,
  fallback: z
    .array(section(server))
    .default([])
    .describe(
      'Further servers, in order: tried where the ones before do not answer. No message is handed to two.',
    ),
  hello: z
    .string()
    .regex(/^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.IPv]+\])$/, 'is neither a name nor an address in brackets')
    .nullable()
    .default(null)
    .describe(
      'How slowburn names itself to the server (EHLO); by default the full name of this machine, or where it has none (a container, `localhost`) the domain of from.',
    ),
  from: address.describe('Sender of every message.'),
  from_name: z
    .string()
    .min(1)
    .max(80)
    .regex(/^[^\r\n\0]*$/, 'must be one line')
    .nullable()
    .default(null)
    .describe('Name beside the sender; by default slowburn and the name of the platform.'),
  dkim: dkim.nullable().default(null).describe('Signs every message.'),
})

export type SmtpSettings = z.output<typeof smtp>

const serverSettings = section(server)
export type ServerSettings = z.output<typeof serverSettings>

export const emailSettings = {
  smtp: smtp
    .nullable()
    .default(null)
    .describe('The mail server. Without it messages go to the embedded mailbox.'),
}
