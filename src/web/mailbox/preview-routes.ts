// The addresses of the previews. They show what a message holds as the mailbox does, inside a sandbox.
import type { Express } from 'express'
import { TEMPLATES } from '../../delivery/email/examples/examples.ts'
import { parameter } from '../request.ts'
import { page, type Reply, serve } from '../serve.ts'
import { letterReply, type Showing } from './message-replies.ts'
import { type Previewed, previewPage, templateAddress } from './preview-page.ts'
import { readLetter } from './rendered-message.ts'

export function previewRoutes(app: Express): void {
  const rendered = new Map<string, Previewed>()
  /** Rendered when it is first asked for: the same for ever, and a chart costs a while. */
  const find = (name: string): Previewed | null => {
    const template = TEMPLATES.find(one => one.name === name)
    if (template === undefined) return null
    const known = rendered.get(name)
    if (known !== undefined) return known
    const message = template.render()
    const made = { template, message, letter: readLetter(message.bytes) }
    rendered.set(name, made)
    return made
  }
  const show = (name: string): Reply | null => {
    const found = find(name)
    return found === null ? null : page(previewPage(found, TEMPLATES))
  }

  serve(app, '/preview', () => show(TEMPLATES[0]?.name ?? ''))
  serve(app, '/preview/:name', request => show(parameter(request, 'name')))
  serve(app, '/preview/:name/:showing{/:cid}', request => {
    const found = find(parameter(request, 'name'))
    if (found === null) return null
    const showing: Showing = { what: parameter(request, 'showing'), cid: parameter(request, 'cid') }
    const { template, message, letter } = found
    return letterReply(letter, message.bytes, showing, {
      address: templateAddress(template.name),
      file: `preview-${template.name}`,
    })
  })
}
