// Leaving a report with one click (RFC 8058): the only thing that a link does without more being asked, and only when a
// mail program posts what the standard says. Opening the link changes nothing, and there is no form to submit.
import express, { Router } from 'express'
import type { Unsubscribing } from '../../operations/links.ts'
import { isSignature, signatureOf } from '../../operations/signed-link.ts'
import { foreign, html } from '../../presentation/html.ts'
import { layout, notice } from '../pages/elements/layout.ts'
import { sendPage } from '../serve.ts'

const LONGEST = 1024
const ONE_CLICK = 'One-Click'
const PURPOSE = 'leave'

/** The path, below the base of the pages, by which a recipient leaves a report. The same for ever. */
export function unsubscribePath(key: Uint8Array, digest: string, recipient: string): string {
  const payload = Buffer.from(JSON.stringify([digest, recipient])).toString('base64url')
  return `/leave/${payload}.${signatureOf(key, PURPOSE, payload).toString('base64url')}`
}

/** Mount it before whatever asks for a log-in or refuses POST: mail programs have neither. */
export function unsubscribeRouter({ key, leave }: Unsubscribing): Router {
  const router = Router()
  router.get('/leave/:token', (request, response) => {
    const found = read(key, String(request.params.token))
    sendPage(response, found === null ? 404 : 200, found === null ? UNKNOWN : pageFor(found))
  })
  const body = express.urlencoded({ extended: false, limit: '1kb', parameterLimit: 5 })
  router.post('/leave/:token', body, (request, response) => {
    const found = read(key, String(request.params.token))
    const asked: unknown = (request.body as Record<string, unknown> | undefined)?.['List-Unsubscribe']
    if (found === null || asked !== ONE_CLICK) {
      sendPage(response, found === null ? 404 : 400, UNKNOWN)
      return
    }
    leave(found.digest, found.recipient)
    sendPage(response, 200, notice('Unsubscribed', `The report ${found.digest} is no longer sent to you.`))
  })
  return router
}

interface Left {
  digest: string
  recipient: string
}

const UNKNOWN = notice('Nothing was changed', 'This link leads nowhere.')

function pageFor({ digest, recipient }: Left): string {
  return layout({
    title: 'Unsubscribe from a report',
    section: null,
    body: html`<h1>Unsubscribe from the report ${foreign(digest, 80)}</h1>
<p>Opening this page has changed nothing. It is sent to ${foreign(recipient, 120)}.</p>
<p>To unsubscribe, use the button of your mail program, beside the sender of the report. Where it has none, ask
whoever runs slowburn. Alerts are not affected.</p>`,
  })
}

function read(key: Uint8Array, token: string): Left | null {
  const [payload = '', signature = ''] = token.length > LONGEST ? [] : token.split('.')
  if (!isSignature(key, PURPOSE, payload, signature)) return null
  const [digest, recipient] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as string[]
  return digest === undefined || recipient === undefined ? null : { digest, recipient }
}
