// The addresses of the mailbox. What a message holds is only ever served inside a sandbox.
import type { Express, Request } from 'express'
import type { WebDeps } from './deps.ts'
import { framedHtml, readLetter } from './letter.ts'
import { mailAddress, mailPage, messagePage } from './pages/mail.ts'
import { parameter } from './request.ts'
import { page, type Reply, serve } from './serve.ts'
import type { MailMessage } from './views.ts'

const MESSAGES_SHOWN = 200

/** Pictures that a browser may show; anything else is only ever offered for saving. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export function mailRoutes(app: Express, { views, clock }: Pick<WebDeps, 'views' | 'clock'>): void {
  const about = (path: string, make: (message: MailMessage, request: Request) => Reply | null): void =>
    serve(app, `/mail/:id${path}`, async request => {
      const message = await views.message(parameter(request, 'id'))
      return message === null ? null : make(message, request)
    })

  serve(app, '/mail', async () =>
    page(mailPage(await views.mailbox(MESSAGES_SHOWN), MESSAGES_SHOWN, clock.now())),
  )
  about('', message => page(messagePage(message, readLetter(message.bytes), clock.now())))
  about('/html', ({ id, bytes }) => {
    const { html } = readLetter(bytes)
    if (html === null) return null
    const framed = framedHtml(html, cid => `${mailAddress(id)}/parts/${encodeURIComponent(cid)}`)
    return { type: 'text/html', body: framed, sandbox: true }
  })
  about('/text', ({ bytes }) => ({ type: 'text/plain', body: readLetter(bytes).text ?? '', sandbox: true }))
  about('/raw', ({ id, bytes }) =>
    saved('message/rfc822', `slowburn-${id.replace(/[^\w-]+/g, '_').slice(0, 60)}.eml`, Buffer.from(bytes)),
  )
  about('/parts/:cid', ({ bytes }, request) => {
    const part = readLetter(bytes).parts.get(parameter(request, 'cid'))
    if (part === undefined) return null
    const { contentType, body } = part
    return PICTURES.has(contentType)
      ? { type: contentType, body, sandbox: true }
      : saved('application/octet-stream', 'part.bin', body)
  })
}

function saved(type: string, name: string, body: Buffer): Reply {
  return { type, body, headers: { 'Content-Disposition': `attachment; filename="${name}"` }, sandbox: true }
}
