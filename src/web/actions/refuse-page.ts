// What a person reads whose request was refused: a page that says so, and that nothing was done.
import type { Response } from 'express'
import { type Html, html } from '../../presentation/html.ts'
import { notice } from '../pages/elements/layout.ts'
import { sendPage } from '../serve.ts'

export function refusePage(
  response: Response,
  status: number,
  detail: string,
  link: Html | null = null,
): void {
  sendPage(response, status, notice('Nothing was done', detail, link))
}

/** With the way to sign in. */
export function refuseWithoutSession(response: Response): void {
  refusePage(
    response,
    401,
    'You are not signed in, or no longer.',
    html`<p><a class="button" href="/sign-in">Sign in to act</a></p>`,
  )
}
