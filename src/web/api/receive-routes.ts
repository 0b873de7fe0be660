// Takes the webhook messages of an Alertmanager, version 4: what is kept is answered with 200, and only then.
import express, { Router } from 'express'
import * as z from 'zod'
import type { ReceivedAlert } from '../../alerting/received.ts'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { ReceiveDeps } from '../../pipeline/alerts/receipt.ts'
import { faultsOf } from '../bodies.ts'
import { authorised, jsonOnly, refuse } from '../security/guards.ts'

/** Where an Alertmanager's `webhook_configs` point. */
const RECEIVE_PATH = '/api/v1/alertmanager'

/** A storm of ten thousand alerts with all that belongs to them. */
const LARGEST_BODY = '16mb'
const MOST_LABELS = 64
const LONGEST_VALUE = 2000

const texts = z
  .record(
    z.string().min(1).max(200),
    z.string().transform(text => text.slice(0, LONGEST_VALUE)),
  )
  .refine(record => Object.keys(record).length <= MOST_LABELS, `has more than ${MOST_LABELS} names`)

const alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts.default({}),
  startsAt: z.iso.datetime({ offset: true }).transform(text => Date.parse(text)),
  generatorURL: z.string().max(LONGEST_VALUE).default(''),
})

const message = z.object({ version: z.literal('4'), alerts: z.array(alert) })

/**
 * Mount it before whatever refuses POST. Faults of the message are answered with 4xx, which an Alertmanager does not
 * repeat; that it cannot be kept with 503, which it does.
 */
export function receiveRouter({ token, clock, receive }: ReceiveDeps, log: Logger): Router {
  const router = Router()
  const guards = [
    authorised({ token, where: 'receive.token of the configuration' }, clock, log),
    jsonOnly(),
    express.json({ limit: LARGEST_BODY, type: 'application/json' }),
  ]
  router.post(RECEIVE_PATH, ...guards, (request, response) => {
    const parsed = message.safeParse(request.body)
    if (!parsed.success) {
      const detail = faultsOf(parsed.error).slice(0, 1000)
      log.warn('an Alertmanager sent what cannot be read', { detail })
      return refuse(response, 422, detail)
    }
    try {
      response.json(receive(parsed.data.alerts.map(received)))
    } catch (error) {
      log.error('received alerts cannot be kept; the Alertmanager will send them again', {
        error: messageOf(error),
      })
      refuse(response, 503, 'the alerts cannot be kept now; send them again')
    }
  })
  return router
}

function received({ generatorURL, ...rest }: z.output<typeof alert>): ReceivedAlert {
  return { ...rest, generatorUrl: generatorURL === '' ? null : generatorURL }
}
