// The configuration of a contact's webhook.
import * as z from 'zod'
import { httpUrl } from '../../../core/options/scalars.ts'
import { section } from '../../../core/options/section.ts'
import { secret } from '../../../core/secrets/secret.ts'

export const webhookOptions = section({
  url: secret(httpUrl).describe('Posted a JSON body; may itself be a secret.'),
  secret: secret(z.string().min(16)).describe(
    'Shared with the receiver, to sign the body; at least 16 characters.',
  ),
}).describe('A program that is sent every notification.')

export type WebhookOptions = z.output<typeof webhookOptions>
