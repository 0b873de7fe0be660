// The configuration of a contact's topic on ntfy.
import * as z from 'zod'
import { httpUrl } from '../../../core/options/scalars.ts'
import { section } from '../../../core/options/section.ts'
import { secret } from '../../../core/secrets/secret.ts'

export const ntfyOptions = section({
  url: httpUrl.default('https://ntfy.sh').describe('Address of the ntfy server.'),
  topic: secret(
    z.string().regex(/^[-_A-Za-z0-9]{1,64}$/, 'use up to 64 letters, digits, dashes and underscores'),
  ).describe('Whoever knows the topic can read it, so choose one that cannot be guessed.'),
  token: secret(z.string().min(8))
    .nullable()
    .default(null)
    .describe('Access token, where the server wants one.'),
}).describe('A phone, by a topic of ntfy.')
