// The addresses of the mailbox.
import type { Express, Request } from 'express'
import type { WebDeps } from '../deps.ts'
import { mailAddress } from '../pages/elements/mail-table.ts'
import { parameter } from '../request.ts'
import { page, type Reply, serve } from '../serve.ts'
import { mailPage, messagePage } from './mail-page.ts'
import { letterReply } from './message-replies.ts'
import { readersLetter, readLetter } from './rendered-message.ts'

const MESSAGES_SHOWN = 200

const ONLY_ADMINISTRATORS: Reply = {
  status: 403,
  type: 'text/plain',
  body: 'The message as it was sent holds links that act for its recipient: only an administrator may download it.\n',
}

/** `mayReadWhole`: who may have a message as it was sent, with the links by which its recipient acts. */
export function mailRoutes(
  app: Express,
  { views, clock }: Pick<WebDeps, 'views' | 'clock'>,
  mayReadWhole: (request: Request) => boolean,
): void {
  serve(app, '/mail', async () =>
    page(mailPage(await views.mailbox(MESSAGES_SHOWN), MESSAGES_SHOWN, clock.now())),
  )
  serve(app, '/mail/:id', async request => {
    const message = await views.message(parameter(request, 'id'))
    return message === null
      ? null
      : page(messagePage(message, readersLetter(readLetter(message.bytes)), clock.now()))
  })
  serve(app, '/mail/:id/:showing{/:cid}', async request => {
    const message = await views.message(parameter(request, 'id'))
    if (message === null) return null
    const { id, bytes } = message
    const showing = { what: parameter(request, 'showing'), cid: parameter(request, 'cid') }
    if (showing.what === 'raw' && !mayReadWhole(request)) return ONLY_ADMINISTRATORS
    return letterReply(readersLetter(readLetter(bytes)), bytes, showing, {
      address: mailAddress(id),
      file: `slowburn-${id.slice(0, 60)}`,
    })
  })
}
