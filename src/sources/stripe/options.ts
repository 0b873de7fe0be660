// The configuration of a Stripe source: whose signatures are believed, and which payments are meant.
import * as z from 'zod'
import { SECOND } from '../../core/duration.ts'
import { duration } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'
import { secret } from '../../core/secrets/secret.ts'
import { sourceName } from '../source-type.ts'

/** Of each stranger's request one signature is reckoned for each. */
const MOST_SECRETS = 5

export const stripeOptions = section({
  name: sourceName,
  type: z.literal('stripe').describe('Stripe posts what becomes of payments to a webhook.'),
  secrets: z
    .array(secret(z.string().min(16, 'is shorter than 16 characters')))
    .min(1)
    .max(MOST_SECRETS)
    .describe(
      'Signing secrets of the webhook endpoints, `whsec_…`, from the environment; two while one takes the place of another.',
    ),
  mode: z
    .enum(['live', 'test'])
    .default('live')
    .describe('Which payments are meant: real ones, or those of test mode and sandboxes.'),
  tolerance: duration
    .refine(ms => ms >= SECOND, 'is shorter than 1s')
    .prefault('5m')
    .describe('How old a signature may be: an older one is a replay, for each delivery is signed anew.'),
  lateness: duration
    .prefault('10m')
    .describe('How long after its time an event may still arrive; buckets are closed that much later.'),
})

export type StripeOptions = z.output<typeof stripeOptions>
