// Microsoft Teams: a workflow that takes an adaptive card ("Post to a channel when a webhook request is received").
import { httpChannel } from '../http/http-channel.ts'
import { teamsBody } from './message.ts'
import { teamsOptions } from './options.ts'

export const teams = httpChannel({
  name: 'teams',
  options: teamsOptions,
  example: { url: 'http://127.0.0.1:9/workflows/a-secret' },
  audience: () => 'people',
  body: teamsBody,
  request: ({ bytes }, { url }) => ({ url, headers: {}, body: bytes }),
  address: ({ url }) => url,
})
