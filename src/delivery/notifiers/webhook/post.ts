// Posts a frozen message to a contact's URL, signed, so that the receiver knows who sent it and can drop a copy.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock, Millis } from '../../../core/clock.ts'
import { MINUTE, SECOND } from '../../../core/duration.ts'
import { messageOf } from '../../../core/errors.ts'
import { redactSecrets } from '../../../core/logger.ts'
import type { Notifier, SendResult } from '../../outbox/message.ts'
import type { Recipient } from '../channel.ts'
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
export function webhookNotifier({ recipients, clock, timeout = 15 * SECOND }: WebhookPosting): Notifier {
  return {
    name: 'webhook',
    async send(message, signal) {
      const webhook = recipients.find(({ recipient }) => recipient === message.recipient)
      if (webhook === undefined) return UNKNOWN_CONTACT
      const { url, secret } = webhook.options
      const seconds = Math.floor(clock.now() / SECOND)
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'idempotency-key': message.messageId,
            'x-slowburn-signature': `t=${seconds},v1=${signatureOf(secret, seconds, message.bytes)}`,
          },
          body: Buffer.from(message.bytes),
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
          redirect: 'manual',
        })
        await response.body?.cancel()
        return resultOf(response.status)
      } catch (error) {
        return failed(error, url)
      }
    },
    check: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  }
}

const UNKNOWN_CONTACT: SendResult = {
  accepted: false,
  outcome: 'permanent',
  scope: 'message',
  error: 'the contact has no webhook any more',
}

/** For receivers written in JavaScript, and for tests: true if the header is a fresh signature of the body. */
export function verifyWebhook(
  secret: string,
  header: string,
  body: Uint8Array,
  now: Millis,
  tolerance: Millis = 5 * MINUTE,
): boolean {
  const [, stamp = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? []
  if (given === '' || Math.abs(now - Number(stamp) * SECOND) > tolerance) return false
  return timingSafeEqual(Buffer.from(given), Buffer.from(signatureOf(secret, Number(stamp), body)))
}

function signatureOf(secret: string, seconds: number, body: Uint8Array): string {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')
}

/** 408, 425 and 429 ask for patience. Other 4xx, and redirects, will be the same tomorrow. */
function resultOf(status: number): SendResult {
  if (status >= 200 && status < 300) return { accepted: true, answer: String(status) }
  const patient = status >= 500 || status === 408 || status === 425 || status === 429
  return {
    accepted: false,
    outcome: patient ? 'retry' : 'permanent',
    scope: 'message',
    error: `answered ${status}`,
  }
}

/** Where no connection came about nothing can have been taken; otherwise nobody knows. */
function failed(error: unknown, url: string): SendResult {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  const unreached = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code)
  const text = redactSecrets(`${messageOf(error)}${cause === undefined ? '' : `: ${messageOf(cause)}`}`)
  return {
    accepted: false,
    outcome: unreached ? 'retry' : 'unknown',
    scope: 'message',
    error: text.replaceAll(url, 'the webhook'),
  }
}
