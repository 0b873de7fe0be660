// Posts a frozen message to a contact's URL, signed, so that the receiver knows who sent it and can drop a copy.
import { createHmac } from 'node:crypto'
import type { Clock, Millis } from '../../../core/clock.ts'
import { SECOND } from '../../../core/duration.ts'
import type { Notifier, SendResult } from '../../outbox/message.ts'
import type { Recipient } from '../channel.ts'
import { post } from '../http/post.ts'
import { reach } from '../http/reach.ts'
import type { WebhookOptions } from './options.ts'

export interface WebhookPosting {
  /** Looked up when a message is sent: the outbox knows a webhook by the name of its contact alone. */
  recipients: ReadonlyArray<Recipient<WebhookOptions>>
  clock: Clock
  timeout?: Millis
}

/**
 * `recipient` names the webhook, `bytes` are the JSON body. The header `X-Slowburn-Signature: t=SECONDS,v1=HEX` signs
 * `SECONDS.BODY` with HMAC-SHA256; `Idempotency-Key` is the same for every copy of a message.
 */
export function webhookNotifier({ recipients, clock, timeout }: WebhookPosting): Notifier {
  return {
    name: 'webhook',
    async send(message, signal) {
      const webhook = recipients.find(({ recipient }) => recipient === message.recipient)
      if (webhook === undefined) return UNKNOWN_CONTACT
      const { url, secret } = webhook.options
      const seconds = Math.floor(clock.now() / SECOND)
      return await post(
        {
          url,
          headers: {
            'idempotency-key': message.messageId,
            'x-slowburn-signature': `t=${seconds},v1=${signatureOf(secret, seconds, message.bytes)}`,
          },
          body: message.bytes,
        },
        signal,
        timeout,
      )
    },
    async check(signal) {
      const faults = await Promise.all(
        recipients.map(async ({ contact, options }) => {
          const fault = await reach(options.url, signal)
          return fault === null ? [] : [`${contact}: ${fault}`]
        }),
      )
      return faults.flat().join('; ') || null
    },
    close: () => Promise.resolve(),
  }
}

const UNKNOWN_CONTACT: SendResult = {
  accepted: false,
  outcome: 'permanent',
  scope: 'message',
  error: 'the contact has no webhook any more',
}

function signatureOf(secret: string, seconds: number, body: Uint8Array): string {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')
}
