// Any service that takes JSON by HTTP: address, headers and body are the user's own, with placeholders.
import { httpChannel } from '../http/http-channel.ts'
import { templateBody, templateRequest } from './message.ts'
import { templateOptions } from './options.ts'

export const template = httpChannel({
  name: 'template',
  options: templateOptions,
  example: {
    url: 'http://127.0.0.1:9/alerts/{{id}}',
    headers: { authorization: 'a secret of the receiver' },
    body: { message: '{{title}}', priority: 1 },
    to: 'people',
  },
  audience: ({ to }) => to,
  body: templateBody,
  request: ({ bytes }, options) => templateRequest(bytes, options),
  address: ({ url }) => url,
})
