// What a signed-in person does on the pages. Each form passes the same guards as everything else that acts: the same
// site, a session, its token, and not too often. Everything that can be got by GET is for reading.
import { type Express, type Request, Router } from 'express'
import type * as z from 'zod'
import { readAs } from '../../core/options/read.ts'
import type { Actor, AlertActions, ControlDeps, Outcome } from '../../operations/operations.ts'
import type { Html } from '../../presentation/html.ts'
import type { AlertDetail, IncidentView } from '../../queries/views.ts'
import { expiryBody, faultsOf, newSilence, silenceBody } from '../bodies.ts'
import type { WebDeps } from '../deps.ts'
import { alertAddress } from '../pages/alerts.ts'
import { field, parameter, text } from '../request.ts'
import type { Access } from '../security/access.ts'
import { type Session, type Sessions, sessionOf } from '../security/sessions.ts'
import { formPage, type Reply, serve } from '../serve.ts'
import { incidentActions } from './incident-actions.ts'
import { incidentPanel } from './incident-panel.ts'
import { alertPanel } from './panel.ts'
import { byWhom, invalid, type Post, posting, snoozedFor } from './posting.ts'
import { nextOf, signInPage, signInRouter } from './sign-in.ts'
import { type Draft, EMPTY_DRAFT, previewPage, SILENCES, silencesPage } from './silences.ts'

const PAST_SHOWN = 50

export interface ActionPages {
  /** What acts. Mount it before whatever refuses POST. */
  router: Router
  /** The buttons of an alert, for whoever asks. */
  panel(request: Request, alert: AlertDetail): Html | null
  /** The buttons of an incident, likewise. */
  incidentPanel(request: Request, incident: IncidentView): Html | null
  /** Adds the pages for reading. */
  pages(app: Express): void
}

export interface ActionPagesDeps extends Pick<WebDeps, 'views' | 'clock' | 'log'> {
  control: ControlDeps
  access: Access
  sessions: Sessions
}

export function createActionPages(deps: ActionPagesDeps): ActionPages {
  const { control, access, sessions, clock, views } = deps
  const sessionIn = (request: Request): Session | null => sessionOf(sessions, request)
  const router = Router()
  router.use(signInRouter({ ...deps, clock: control.clock }))
  const post = posting(router, { clock: control.clock, log: deps.log }, sessionIn)
  alertActions(post, control.acting, clock)
  incidentActions(post, control.incidents, clock)
  silenceActions(post, control.acting, clock)
  return {
    router,
    panel: (request, alert) => alertPanel(alert, sessionIn(request), clock.now()),
    incidentPanel: (request, incident) => {
      const session = sessionIn(request)
      const others = session === null ? [] : views.openIncidents().filter(({ id }) => id !== incident.id)
      return incidentPanel(incident, others, session)
    },
    pages(app) {
      serve(app, '/sign-in', request => {
        const next = nextOf(text(request, 'next', 2000))
        return formPage(signInPage({ secret: access.secret, next, name: '', complaint: null }))
      })
      serve(app, SILENCES, request => silencesReply(deps, request, sessionIn(request)))
      serve(app, `${SILENCES}/new`, request => previewReply(deps, request, sessionIn(request)))
    },
  }
}

async function silencesReply(
  { control, views, clock }: ActionPagesDeps,
  request: Request,
  session: Session | null,
): Promise<Reply> {
  const { acting } = control
  const current = acting
    .silences()
    .map(async silence => ({ silence, covers: await views.covered(silence.matchers) }))
  return formPage(
    silencesPage({
      current: await Promise.all(current),
      past: acting.pastSilences(PAST_SHOWN),
      draft: draftOf(name => text(request, name, 4000)),
      session,
      now: clock.now(),
    }),
  )
}

async function previewReply(
  { control, views, clock }: ActionPagesDeps,
  request: Request,
  session: Session | null,
): Promise<Reply> {
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
          everything: control.acting.coverage(read.given.matchers).everything,
        }
  return formPage(previewPage({ draft, checked, session, now }))
}

function alertActions(post: Post, acting: AlertActions, clock: WebDeps['clock']): void {
  const onAlert = (
    name: string,
    act: (id: string, actor: Actor, request: Request) => Outcome<object>,
  ): void => {
    post(
      `/alerts/:id/${name}`,
      request => alertAddress(parameter(request, 'id')),
      (request, by) => byWhom(request, by, actor => act(parameter(request, 'id'), actor, request)),
    )
  }
  onAlert('acknowledge', (id, actor) => acting.acknowledge(id, actor))
  onAlert('release', (id, actor) => acting.release(id, actor))
  onAlert('accept', (id, actor) => acting.accept(id, actor))
  onAlert('unaccept', (id, actor) => acting.unaccept(id, actor))
  onAlert('snooze', (id, actor, request) =>
    snoozedFor(request, length => acting.snooze(id, actor, clock.now() + length)),
  )
}

function silenceActions(post: Post, acting: AlertActions, clock: WebDeps['clock']): void {
  const back = (): string => SILENCES
  post(SILENCES, back, (request, by) => {
    const read = readDraft(
      draftOf(name => field(request, name, 4000)),
      by,
    )
    if ('fault' in read) return invalid(read.fault)
    return acting.silence(newSilence(read.given, clock.now()), field(request, 'everything', 10) === 'yes')
  })
  post(`${SILENCES}/:id/expire`, back, (request, who) => {
    const parsed = readAs(expiryBody, { by: who })
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
  const parsed = readAs(silenceBody, { matchers: lines, for: length, comment, by })
  return parsed.success ? { given: parsed.data } : { fault: faultsOf(parsed.error) }
}
