// The two addresses of a signed link: GET shows the page, POST with the typed code carries it out. Nothing else acts.
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { HOUR } from '../../core/duration.ts'
import type { LinkAction, LinkActions } from '../../operations/links.ts'
import { readAction, type SignedAction, type SignedActionRead } from '../../operations/signed-link.ts'
import type { AlertDetail } from '../../queries/views.ts'
import type { WebDeps } from '../deps.ts'
import { alertAddress } from '../pages/alerts.ts'
import { notice } from '../pages/elements/layout.ts'
import { located } from '../proxy.ts'
import { cookie, field, parameter } from '../request.ts'
import { type Challenges, createChallenges, type Verdict } from '../security/confirmation-code.ts'
import { sameOriginOnly } from '../security/guards.ts'
import { sendPage } from '../serve.ts'
import { actPage, SNOOZE_LENGTHS } from './link-page.ts'
import { refusePage } from './refuse-page.ts'

const COOKIE = 'slowburn_act'

interface Context {
  links: LinkActions
  web: Pick<WebDeps, 'views' | 'log'>
  challenges: Challenges
  /** Whether who asks may read the pages. */
  isIn(request: Request): boolean
}

/** What is asked for, with its alert. */
interface Visit {
  token: string
  asked: SignedAction
  alert: AlertDetail
}

const COMPLAINTS: Readonly<Record<Exclude<Verdict, 'passed'>, readonly [number, string]>> = {
  empty: [422, 'Nothing was done: the code was not typed.'],
  wrong: [422, 'Nothing was done: that is not the code. Here is a new one.'],
  stale: [409, 'Nothing was done: the page was too old. Here is a new code.'],
}

/** For whoever may not read the alert itself. */
const DONE: Readonly<Record<SignedAction['action'], string>> = {
  acknowledge: 'The alert is acknowledged',
  snooze: 'The alert is snoozed',
  accept: 'The present level is accepted',
}

const REFUSALS: Readonly<
  Record<Exclude<SignedActionRead, { ok: true }>['reason'], readonly [number, string]>
> = {
  malformed: [404, 'This link is incomplete. Open it from the email again.'],
  forged: [403, 'This link was not made by this service.'],
  expired: [410, 'This link has expired. Open the alert instead.'],
}

/** Mount it at `/act`, before whatever asks who it is and whatever refuses POST: the link is what its holder shows. */
export function linkRouter(
  links: LinkActions,
  web: Pick<WebDeps, 'views' | 'log'>,
  isIn: Context['isIn'],
): Router {
  const context: Context = { links, web, challenges: createChallenges(links.key, links.useCode), isIn }
  const router = Router()
  router.get('/:token', (request, response, next) => show(context, request, response, next))
  router.post(
    '/:token',
    sameOriginOnly(refusePage, links.clock, web.log),
    express.urlencoded({ extended: false, limit: '4kb' }),
  )
  router.post('/:token', (request, response, next) => submit(context, request, response, next))
  return router
}

async function show(
  context: Context,
  request: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  try {
    const visit = await visitOf(context, request, response)
    if (visit !== null) sendActPage(context, visit, response, 200, null)
  } catch (error) {
    next(error)
  }
}

async function submit(
  context: Context,
  request: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  try {
    const visit = await visitOf(context, request, response)
    if (visit === null) return
    const { links, challenges } = context
    const at = links.clock.now()
    const answer = {
      field: field(request, 'challenge'),
      cookie: cookie(request, COOKIE),
      code: field(request, 'code'),
    }
    const verdict = challenges.judge(visit.token, answer, at)
    if (verdict !== 'passed') {
      const [status, complaint] = COMPLAINTS[verdict]
      sendActPage(context, visit, response, status, complaint)
      return
    }
    await perform(context, visit, { ...actionOf(visit.asked, request), at }, request, response)
  } catch (error) {
    next(error)
  }
}

async function perform(
  { links, web, isIn }: Context,
  { asked }: Visit,
  act: LinkAction,
  request: Request,
  response: Response,
): Promise<void> {
  const outcome = await links.perform(act)
  if (!outcome.done) {
    sendPage(response, 409, notice('Nothing was done', `${outcome.why}.`))
    return
  }
  web.log.info('acted by link', { action: act.action, episode: act.episodeId, who: act.who })
  response.clearCookie(COOKIE, { path: located(response, '/act') })
  if (isIn(request)) response.redirect(303, located(response, alertAddress(asked.episodeId)))
  else sendPage(response, 200, notice(DONE[asked.action], `It was done in the name of ${act.who}.`))
}

function actionOf({ action, episodeId, recipient }: SignedAction, request: Request): Omit<LinkAction, 'at'> {
  const asked = Number(field(request, 'length')) * HOUR
  const length = SNOOZE_LENGTHS.find(each => each === asked) ?? SNOOZE_LENGTHS[0] ?? HOUR
  return { action, episodeId, who: recipient, length: action === 'snooze' ? length : null }
}

/** What the link leads to; where it leads nowhere, says so and returns null. */
async function visitOf({ links, web }: Context, request: Request, response: Response): Promise<Visit | null> {
  const token = parameter(request, 'token')
  const read = readAction(links.key, token, links.clock.now())
  if (!read.ok) {
    const [status, line] = REFUSALS[read.reason]
    sendPage(response, status, notice('This link does not work', line))
    return null
  }
  const alert = await web.views.alert(read.asked.episodeId)
  if (alert === null) {
    sendPage(response, 404, notice('No such alert', 'The alert of this link is no longer kept.'))
    return null
  }
  return { token, asked: read.asked, alert }
}

function sendActPage(
  { links, challenges }: Context,
  { token, asked, alert }: Visit,
  response: Response,
  status: number,
  complaint: string | null,
): void {
  const challenge = challenges.issue(token, links.clock.now())
  const { secure } = response.req
  response
    .cookie(COOKIE, challenge.cookie, {
      httpOnly: true,
      secure,
      sameSite: 'strict',
      path: located(response, '/act'),
    })
    .set({ 'X-Robots-Tag': 'noindex, nofollow', 'Referrer-Policy': 'same-origin' })
  sendPage(response, status, actPage({ asked, token, alert, challenge, complaint }))
}
