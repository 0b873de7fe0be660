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
  refusePage(response, 401, 'You are not signed in, or no longer.', signIn('Sign in to act'))
}

/** Of a page that is asked for without the role that it needs; with the way to sign in for whoever may come so far. */
export function refuseReading(
  response: Response,
  { status, line }: { status: number; line: string },
  maySignIn: boolean,
): void {
  const title = status === 429 ? 'Too many tries' : 'You may not see this'
  sendPage(response, status, notice(title, line, maySignIn ? signIn('Sign in') : null))
}

function signIn(label: string): Html {
  return html`<p><a class="button" href="/sign-in">${label}</a></p>`
}
