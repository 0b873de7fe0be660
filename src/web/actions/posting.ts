// How a form that acts is taken: from the same site, in a session, with its token, and not too often.
import express, { type Request, type Response, type Router } from 'express'
import { HOUR } from '../../core/duration.ts'
import { readAs } from '../../core/options/read.ts'
import type { Actor, ControlDeps, Outcome, Refusal } from '../../operations/operations.ts'
import { actionBody, faultsOf } from '../bodies.ts'
import type { WebDeps } from '../deps.ts'
import { located } from '../proxy.ts'
import { field } from '../request.ts'
import { bounded, sameOriginOnly, signedIn } from '../security/guards.ts'
import type { Session } from '../security/sessions.ts'
import { SNOOZE_CHOICES } from './panel.ts'
import { refusePage, refuseWithoutSession } from './refuse-page.ts'

const STATUS: Readonly<Record<Refusal, number>> = { unknown: 404, ambiguous: 409, state: 409, invalid: 422 }

/** Answers a form at `path`: back to where it came from, or a page that says why not. */
export type Post = (
  path: string,
  backTo: (request: Request) => string,
  act: (request: Request, who: string) => Outcome<object>,
) => void

export function posting(
  router: Router,
  { clock, log }: Pick<ControlDeps, 'clock'> & Pick<WebDeps, 'log'>,
  sessionIn: (request: Request) => Session | null,
): Post {
  const guards = [
    sameOriginOnly(refusePage, clock, log),
    express.urlencoded({ extended: false, limit: '16kb' }),
    signedIn(sessionIn, { noSession: refuseWithoutSession, refuse: refusePage }),
    bounded(clock, request => sessionIn(request)?.who ?? '', refusePage),
  ]
  return (path, backTo, act) => {
    router.post(path, ...guards, (request: Request, response: Response) => {
      const outcome = act(request, sessionIn(request)?.who ?? '')
      if (outcome.done) response.redirect(303, located(response, backTo(request)))
      else refusePage(response, STATUS[outcome.reason], `${outcome.why}.`)
    })
  }
}

/** With the note of the form. */
export function byWhom(
  request: Request,
  by: string,
  act: (actor: Actor) => Outcome<object>,
): Outcome<object> {
  const parsed = readAs(actionBody, { by, note: field(request, 'note', 1000) })
  return parsed.success ? act(parsed.data) : invalid(faultsOf(parsed.error))
}

/** For as long as the form says, of the choices that it gives. */
export function snoozedFor(request: Request, act: (length: number) => Outcome<object>): Outcome<object> {
  const asked = Number(field(request, 'length')) * HOUR
  return SNOOZE_CHOICES.some(([length]) => length === asked)
    ? act(asked)
    : invalid('choose how long it is to be snoozed')
}

export function invalid(why: string): Outcome<object> {
  return { done: false, reason: 'invalid', why }
}
