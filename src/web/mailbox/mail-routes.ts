// The addresses of the mailbox.
import type { Express } from 'express'
import type { WebDeps } from '../deps.ts'
import { mailAddress } from '../pages/mail-table.ts'
import { parameter } from '../request.ts'
import { page, serve } from '../serve.ts'
import { mailPage, messagePage } from './mail-page.ts'
import { letterReply } from './message-replies.ts'
import { readLetter } from './rendered-message.ts'

const MESSAGES_SHOWN = 200

export function mailRoutes(app: Express, { views, clock }: Pick<WebDeps, 'views' | 'clock'>): void {
  serve(app, '/mail', async () =>
    page(mailPage(await views.mailbox(MESSAGES_SHOWN), MESSAGES_SHOWN, clock.now())),
  )
  serve(app, '/mail/:id', async request => {
    const message = await views.message(parameter(request, 'id'))
    return message === null ? null : page(messagePage(message, readLetter(message.bytes), clock.now()))
  })
  serve(app, '/mail/:id/:showing{/:cid}', async request => {
    const message = await views.message(parameter(request, 'id'))
    if (message === null) return null
    const { id, bytes } = message
    const showing = { what: parameter(request, 'showing'), cid: parameter(request, 'cid') }
    return letterReply(readLetter(bytes), bytes, showing, {
      address: mailAddress(id),
      file: `slowburn-${id.slice(0, 60)}`,
    })
  })
}
