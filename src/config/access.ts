// Who may do what on the pages and the API: the role of whoever shows nothing, of each user, of each token.
import * as z from 'zod'
import { section } from '../core/options/section.ts'
import { secret } from '../core/secrets/secret.ts'

/** From the least to the most: each may do what those before it may. */
export const ROLES = ['scrape', 'read', 'act', 'administer'] as const

/**
 * `scrape`: /metrics and the health of the service. `read`: every page and every answer of the API. `act`: acknowledge,
 * snooze, silence, accept, announce a release. `administer`: test messages, whole messages as they were sent, backups.
 */
export type Role = (typeof ROLES)[number]

const role = z.enum(ROLES)

const token = section({
  name: z
    .string()
    .regex(/^[\w.@-]{1,60}$/, 'must be 1 to 60 letters, digits, dots, hyphens, underscores or @')
    .describe('Whatever is done with the token is attributed to this name.'),
  role: role.describe('scrape, read, act or administer.'),
  hash: secret(
    z
      .string()
      .regex(
        /^sha256:[0-9a-f]{64}$/,
        'must be sha256: and 64 hexadecimal digits, as slowburn token prints it',
      ),
  ).describe('Digest of the token; slowburn token makes both. The token itself is kept nowhere.'),
})

export const access = section({
  anonymous: z
    .enum(['none', 'scrape', 'read'])
    .nullable()
    .default(null)
    .describe(
      'Role of whoever does not log in; null: none where there are users, read where there are none.',
    ),
  users: z
    .record(z.string(), role)
    .default({})
    .describe('Roles of the users of the web configuration file; a user that is not named here may read.'),
  tokens: z.array(token).default([]).describe('Tokens for programs, sent as "Authorization: Bearer TOKEN".'),
})

export type AccessSettings = z.output<typeof access>
