// The configuration of a contact's PagerDuty service.
import * as z from 'zod'
import { httpUrl } from '../../../core/options/scalars.ts'
import { section } from '../../../core/options/section.ts'
import { secret } from '../../../core/secrets/secret.ts'

export const pagerdutyOptions = section({
  routing_key: secret(z.string().min(16)).describe(
    'Integration key of the service, Events API v2; it is a secret.',
  ),
  url: httpUrl
    .default('https://events.pagerduty.com/v2/enqueue')
    .describe('Where events go; https://events.eu.pagerduty.com/v2/enqueue for the service region EU.'),
}).describe('A PagerDuty service, by the Events API v2.')
