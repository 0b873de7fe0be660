// The configuration of e-mail: the addresses of a contact, and the mail server of the installation.
import * as z from 'zod'
import { address } from '../../../core/options/scalars.ts'
import { section } from '../../../core/options/section.ts'

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
  key_file: z.string().min(1).describe('PEM file with the private key, RSA or Ed25519.'),
})

const smtp = section({
  host: z.string().min(1).describe('Name or address of the mail server.'),
  port: z.int().min(1).max(65535).default(587).describe('Port.'),
  tls: z
    .enum(['starttls', 'implicit', 'none'])
    .default('starttls')
    .describe('starttls requires STARTTLS, implicit is TLS from the first byte, none only for loopback.'),
  user: z.string().nullable().default(null).describe('User name, where the server wants one.'),
  password: z
    .string()
    .nullable()
    .default(null)
    .describe('Its password; better taken from the environment, see above.'),
  from: address.describe('Sender of every message.'),
  dkim: dkim.nullable().default(null).describe('Signs every message.'),
})

export type SmtpSettings = z.output<typeof smtp>

export const emailSettings = {
  smtp: smtp
    .nullable()
    .default(null)
    .describe('The mail server. Without it messages go to the embedded mailbox.'),
}
