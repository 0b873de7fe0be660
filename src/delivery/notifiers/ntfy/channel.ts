// ntfy: a push message to every phone that has subscribed to a topic (https://docs.ntfy.sh/publish/#publish-as-json).
import { httpChannel } from '../http/http-channel.ts'
import { ntfyBody, withTopic } from './message.ts'
import { ntfyOptions } from './options.ts'

export const ntfy = httpChannel({
  name: 'ntfy',
  options: ntfyOptions,
  example: { url: 'http://127.0.0.1:9', topic: 'a-secret-topic' },
  audience: () => 'people',
  body: ntfyBody,
  request: ({ bytes }, { url, topic, token }) => ({
    url: `${url.replace(/\/+$/, '')}/`,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body: withTopic(bytes, topic),
    secrets: [topic],
  }),
  address: ({ url }) => url,
})
