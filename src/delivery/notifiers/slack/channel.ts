// Slack: an incoming webhook of a channel (https://api.slack.com/messaging/webhooks).
import { httpChannel } from '../http/http-channel.ts'
import { slackBody } from './message.ts'
import { slackOptions } from './options.ts'

export const slack = httpChannel({
  name: 'slack',
  options: slackOptions,
  example: { url: 'http://127.0.0.1:9/services/T0/B0/a-secret' },
  audience: () => 'people',
  body: slackBody,
  request: ({ bytes }, { url }) => ({ url, headers: {}, body: bytes }),
  address: ({ url }) => url,
})
