// PagerDuty: an event that triggers, and one that resolves, under the key of the episode (Events API v2).
import { httpChannel } from '../http/http-channel.ts'
import { pagerdutyBody, withRoutingKey } from './message.ts'
import { pagerdutyOptions } from './options.ts'

export const pagerduty = httpChannel({
  name: 'pagerduty',
  options: pagerdutyOptions,
  example: { routing_key: 'a secret of 32 characters length', url: 'http://127.0.0.1:9/v2/enqueue' },
  audience: () => 'programs',
  body: pagerdutyBody,
  request: ({ bytes }, { url, routingKey }) => ({
    url,
    headers: {},
    body: withRoutingKey(bytes, routingKey),
    secrets: [routingKey],
  }),
  address: ({ url }) => url,
})
