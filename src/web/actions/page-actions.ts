// What a signed-in person does on the pages. Each form passes the same guards as everything else that acts: the same
// site, a session, its token, and not too often. Everything that can be got by GET is for reading.
import express, { type Express, type Request, type Response, Router } from 'express'
import type * as z from 'zod'
import { HOUR } from '../../core/duration.ts'
import type { Actor, AlertActions, ControlDeps, Outcome, Refusal } from '../../operations/operations.ts'
import type { Html } from '../../presentation/html.ts'
import type { AlertDetail } from '../../queries/views.ts'
import { actionBody, expiryBody, faultsOf, newSilence, silenceBody } from '../bodies.ts'
import type { WebDeps } from '../deps.ts'
import { alertAddress } from '../pages/alerts.ts'
import { field, parameter, text } from '../request.ts'
import type { CredentialsCheck } from '../security/credentials.ts'
import { tokenCheck } from '../security/credentials.ts'
import { bounded, sameOriginOnly, signedIn } from '../security/guards.ts'
import { createSessions, type Session } from '../security/sessions.ts'
import { formPage, serve } from '../serve.ts'
import { alertPanel, SNOOZE_CHOICES } from './panel.ts'
import { refusePage, refuseWithoutSession } from './refuse-page.ts'
import { nextOf, sessionOf, signInPage, signInRouter } from './sign-in.ts'
import { type Draft, EMPTY_DRAFT, previewPage, SILENCES, silencesPage } from './silences.ts'

const PAST_SHOWN = 50

const STATUS: Readonly<Record<Refusal, number>> = { unknown: 404, ambiguous: 409, state: 409, invalid: 422 }

export interface ActionPages {
  /** What acts. Mount it before whatever refuses POST. */
  router: Router
  /** The buttons of an alert, for whoever asks. */
  panel(request: Request, alert: AlertDetail): Html | null
  /** Adds the pages for reading. */
  pages(app: Express): void
}

type Web = Pick<WebDeps, 'views' | 'clock' | 'log'>

/** `check`: by which the users of the web configuration file come in; null: whoever has the token does. */
export function createActionPages(
  control: ControlDeps,
  web: Web,
  check: CredentialsCheck | null,
): ActionPages {
  const { clock: realClock, acting, token } = control
  const { clock, log, views } = web
  const sessions = createSessions(realClock)
  const secret = check === null ? 'token' : 'password'
  const sessionIn = (request: Request): Session | null => sessionOf(sessions, request)

  const router = Router()
  router.use(signInRouter({ sessions, check: check ?? tokenCheck(token, realClock), secret, log }))
  const guards = [
    sameOriginOnly(refusePage),
    express.urlencoded({ extended: false, limit: '16kb' }),
    signedIn(sessionIn, { noSession: refuseWithoutSession, refuse: refusePage }),
    bounded(realClock, refusePage),
  ]
  const post = (
    path: string,
    backTo: (request: Request) => string,
    act: (request: Request, who: string) => Outcome<object>,
  ): void => {
    router.post(path, ...guards, (request: Request, response: Response) => {
      const outcome = act(request, sessionIn(request)?.who ?? '')
      if (outcome.done) response.redirect(303, backTo(request))
      else refusePage(response, STATUS[outcome.reason], `${outcome.why}.`)
    })
  }
  alertActions(post, acting, clock)
  silenceActions(post, acting, clock)

  return {
    router,
    panel: (request, alert) => alertPanel(alert, sessionIn(request), clock.now()),
    pages(app) {
      serve(app, '/sign-in', request => {
        const next = nextOf(text(request, 'next', 2000))
        return formPage(signInPage({ secret, next, name: '', complaint: null }))
      })
      serve(app, SILENCES, async request => {
        const now = clock.now()
        const current = acting
          .silences()
          .map(async silence => ({ silence, covers: await views.covered(silence.matchers) }))
        return formPage(
          silencesPage({
            current: await Promise.all(current),
            past: acting.pastSilences(PAST_SHOWN),
            draft: draftOf(name => text(request, name, 4000)),
            session: sessionIn(request),
            now,
          }),
        )
      })
      serve(app, `${SILENCES}/new`, async request => {
        const now = clock.now()
        const draft = draftOf(name => text(request, name, 4000))
        const read = readDraft(draft, 'preview')
        const checked =
          'fault' in read
            ? read
            : {
                matchers: read.given.matchers,
                endsAt: newSilence(read.given, now).endsAt,
                covers: await views.covered(read.given.matchers),
              }
        return formPage(previewPage({ draft, checked, session: sessionIn(request), now }))
      })
    },
  }
}

type Post = (
  path: string,
  backTo: (request: Request) => string,
  act: (request: Request, who: string) => Outcome<object>,
) => void

function alertActions(post: Post, acting: AlertActions, clock: WebDeps['clock']): void {
  const onAlert = (
    name: string,
    act: (id: string, actor: Actor, request: Request) => Outcome<object>,
  ): void => {
    post(
      `/alerts/:id/${name}`,
      request => alertAddress(parameter(request, 'id')),
      (request, by) => {
        const parsed = actionBody.safeParse({ by, note: field(request, 'note', 1000) })
        if (!parsed.success) return invalid(faultsOf(parsed.error))
        return act(parameter(request, 'id'), parsed.data, request)
      },
    )
  }
  onAlert('acknowledge', (id, actor) => acting.acknowledge(id, actor))
  onAlert('release', (id, actor) => acting.release(id, actor))
  onAlert('accept', (id, actor) => acting.accept(id, actor))
  onAlert('unaccept', (id, actor) => acting.unaccept(id, actor))
  onAlert('snooze', (id, actor, request) => {
    const asked = Number(field(request, 'length')) * HOUR
    if (!SNOOZE_CHOICES.some(([length]) => length === asked))
      return invalid('choose how long it is to be snoozed')
    return acting.snooze(id, actor, clock.now() + asked)
  })
}

function silenceActions(post: Post, acting: AlertActions, clock: WebDeps['clock']): void {
  const back = (): string => SILENCES
  post(SILENCES, back, (request, by) => {
    const read = readDraft(
      draftOf(name => field(request, name, 4000)),
      by,
    )
    return 'fault' in read ? invalid(read.fault) : acting.silence(newSilence(read.given, clock.now()))
  })
  post(`${SILENCES}/:id/expire`, back, (request, who) => {
    const parsed = expiryBody.safeParse({ by: who })
    if (!parsed.success) return invalid(faultsOf(parsed.error))
    return acting.expireSilence(parameter(request, 'id'), parsed.data.by)
  })
}

function draftOf(given: (name: string) => string): Draft {
  return {
    matchers: given('matchers'),
    for: given('for') || EMPTY_DRAFT.for,
    comment: given('comment'),
  }
}

/** A draft is held to what the API holds a silence to. */
function readDraft(
  { matchers, comment, for: length }: Draft,
  by: string,
): { given: z.output<typeof silenceBody> } | { fault: string } {
  const lines = matchers.split(/\r?\n/).filter(one => one.trim() !== '')
  const parsed = silenceBody.safeParse({ matchers: lines, for: length, comment, by })
  return parsed.success ? { given: parsed.data } : { fault: faultsOf(parsed.error) }
}

function invalid(why: string): Outcome<object> {
  return { done: false, reason: 'invalid', why }
}
