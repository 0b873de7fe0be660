// The configuration of a push source: who may hand facts in, and which kinds of facts they are.
import * as z from 'zod'
import { duration, name } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'
import { secret } from '../../core/secrets/secret.ts'
import { sourceName } from '../source-type.ts'

export const pushOptions = section({
  name: sourceName,
  type: z.literal('push').describe('Events are sent to slowburn over HTTP.'),
  token: secret(z.string().min(16, 'is shorter than 16 characters')).describe(
    'Bearer token that a sender shows; put it in the environment.',
  ),
  feeds: z
    .array(name)
    .min(1)
    .describe(
      'What is sent: kinds of lifecycle such as `task`, or the names of gauges. Anything else is refused.',
    ),
  lateness: duration
    .prefault('2m')
    .describe('How long after its time an event may still arrive; buckets are closed that much later.'),
})

export type PushOptions = z.output<typeof pushOptions>
