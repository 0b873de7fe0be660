// Takes receipts of canaries: a post to the address that only their mail holds. Opening it changes nothing.
import { Router } from 'express'
import { type Receipts, readReceipt } from '../../operations/canary/receipts.ts'
import { notice } from '../pages/elements/layout.ts'
import { sendPage } from '../serve.ts'

const UNKNOWN = notice('Nothing was changed', 'This link leads nowhere.')
const OPENED = notice('Nothing was changed', 'A canary counts as arrived once this address is posted to.')

/** Mount it before whatever asks for a log-in or refuses POST: who receives mail has neither. */
export function receiptRouter({ key, receive }: Receipts): Router {
  const router = Router()
  router.get('/receipt/:token', (request, response) => {
    const known = readReceipt(key, String(request.params.token)) !== null
    sendPage(response, known ? 200 : 404, known ? OPENED : UNKNOWN)
  })
  router.post('/receipt/:token', (request, response) => {
    const id = readReceipt(key, String(request.params.token))
    const taken = id !== null && receive(id)
    sendPage(response, taken ? 200 : 404, taken ? notice('Thank you', 'The canary has arrived.') : UNKNOWN)
  })
  return router
}
