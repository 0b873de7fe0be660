// Takes the alerts that an Alertmanager or Grafana sends: what is kept is answered with 200, and only then.
import express, { Router } from 'express'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { readAs } from '../../core/options/read.ts'
import { createOutages } from '../../core/outages.ts'
import type { Receipt, ReceiveDeps } from '../../pipeline/alerts/receipt.ts'
import { faultsOf } from '../bodies.ts'
import { authorised, jsonOnly, refuse } from '../security/guards.ts'
import { RECEIVING, truncationOf } from './received-bodies.ts'

/** Ten thousand alerts with all that belongs to them. */
const LARGEST_BODY = '16mb'

/**
 * Mount it before whatever refuses POST. Faults of the message are answered with 4xx, which neither sender
 * repeats; that it cannot be kept with 503, which both do.
 */
export function receiveRouter({ token, clock, receive }: ReceiveDeps, log: Logger): Router {
  const router = Router()
  const outages = createOutages()
  const guards = [
    authorised({ token, where: 'receive.token of the configuration' }, clock, log),
    jsonOnly(),
    express.json({ limit: LARGEST_BODY, type: 'application/json' }),
  ]
  for (const { path, sender, body } of RECEIVING) {
    router.post(path, ...guards, (request, response) => {
      const parsed = readAs(body, request.body)
      if (!parsed.success) {
        const detail = faultsOf(parsed.error).slice(0, 1000)
        log.warn(`${sender} sent what cannot be read`, { detail })
        return refuse(response, 422, detail)
      }
      const refused = (cause: unknown): void => {
        const error = messageOf(cause)
        outages.failed(sender, error, () =>
          log.error(`received alerts cannot be kept; ${sender} will send them again`, { error }),
        )
        refuse(response, 503, 'the alerts cannot be kept now; send them again')
      }
      const kept = async (): Promise<Receipt> => receive(parsed.data, truncationOf(request.body, sender))
      const taken = (receipt: Receipt): void => {
        outages.works(sender, () => log.info(`alerts of ${sender} are kept again`))
        response.json(receipt)
      }
      void kept().then(taken, refused)
    })
  }
  return router
}
