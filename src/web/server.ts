// The web side: which address answers with what. It reads and renders; only the pages under /act and the
// control API change anything.

import type { Express, NextFunction, Request, Response } from 'express'
import express from 'express'
import type { Clock } from '../core/clock.ts'
import { SECOND } from '../core/duration.ts'
import { faultOf, messageOf } from '../core/errors.ts'
import { distinct } from '../core/names/distinct.ts'
import { createOutages } from '../core/outages.ts'
import { ICON } from '../presentation/charts/marks/icon.ts'
import { frozenViews } from '../queries/frozen-views.ts'
import type { AlertDetail, IncidentView } from '../queries/views.ts'
import { linkRouter } from './actions/link-actions.ts'
import { type ActionPages, createActionPages } from './actions/page-actions.ts'
import { receiptRouter } from './actions/receipts.ts'
import { refuseReading } from './actions/refuse-page.ts'
import { unsubscribeRouter } from './actions/unsubscribe.ts'
import { apiRoutes } from './api/api-routes.ts'
import { controlReadings, controlRouter } from './api/control-routes.ts'
import { gateHook } from './api/gate-routes.ts'
import { receiveRouter } from './api/receive-routes.ts'
import { rotaRoutes } from './api/rota-routes.ts'
import { absentRouter, sourceRouter } from './api/source-routes.ts'
import type { WebDeps } from './deps.ts'
import { mailRoutes } from './mailbox/mail-routes.ts'
import { previewRoutes } from './mailbox/preview-routes.ts'
import { notice } from './pages/elements/layout.ts'
import { STYLESHEET, STYLESHEET_URL } from './pages/elements/stylesheet.ts'
import { files, members } from './pages/members.ts'
import type { PageContext } from './pages/page.ts'
import { healthRoutes, metricsRoute, namedInstance } from './probes.ts'
import { proxyTest, withoutPrefix } from './proxy.ts'
import { createAccess, mayAnybody, mayDo, OPEN } from './security/access.ts'
import { followWebConfig } from './security/followed.ts'
import { createGate, pathOf } from './security/gate.ts'
import { hostGuard, readingOnly, securityHeaders } from './security/security.ts'
import { createSessions, sessionOf } from './security/sessions.ts'
import { rateLimiter } from './security/toolkit/rate-limit.ts'
import { goesFirst, sendPage, serve } from './serve.ts'

export function createWeb(deps: WebDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple').set('etag', false)
  app.set('trust proxy', proxyTest(deps.proxies ?? []))
  app.locals.prefix = deps.prefix ?? ''
  const file = followWebConfig(deps)
  const { followed, failed } = sayingOnce(deps)
  app.use(
    withoutPrefix(deps.prefix ?? ''),
    securityHeaders(file.headers),
    rateLimiter(file.rateLimit, clockOfPeople(deps)),
    hostGuard(deps.hostNames ?? []),
    deadline(deps),
    goesFirst(deps.courtesy),
    followed,
  )
  app.use('/healthz', namedInstance(deps.instance))
  if (deps.receive !== undefined) app.use(receiveRouter(deps.receive, deps.log))
  sourceRoutes(app, deps)
  openToMail(app, deps)
  const people = clockOfPeople(deps)
  const sessions = createSessions(people)
  const access = createAccess({
    users: file.users(),
    settings: deps.access ?? OPEN,
    controlToken: deps.control?.token ?? null,
    clock: people,
  })
  file.onUsers(users => {
    access.replaceUsers(users)
    sessions.endAll()
  })
  const gate = createGate({ access, sessions, ...FOR_PEOPLE, clock: people, log: deps.log })
  // Whoever holds a mail may act by its link, with an account here or without.
  const isIn = (request: Request): boolean =>
    sessionOf(sessions, request) !== null || mayAnybody(access, 'read')
  if (deps.links !== undefined) app.use('/act', linkRouter(deps.links, deps, isIn))
  app.use(gate.enter)
  if (deps.control !== undefined) app.use(controlRouter(deps.control, deps, gate))
  const actionPages =
    deps.control === undefined
      ? null
      : createActionPages({ ...deps, control: deps.control, access, sessions })
  if (actionPages !== null) app.use(actionPages.router)
  readingAlone(app, deps)
  metricsRoute(app, deps)
  healthRoutes(app, deps)
  fileRoutes(app)
  pageRoutes(app, deps, actionPages)
  actionPages?.pages(app)
  const mayAdminister = (request: Request): boolean => mayDo(gate.principalOf(request), 'administer')
  mailRoutes(app, deps, mayAdminister)
  previewRoutes(app)
  apiRoutes(app, deps)
  rotaRoutes(app, deps)
  if (deps.control !== undefined) controlReadings(app, deps.control, deps, mayAdminister)
  app.use(notFound, failed)
  return app
}

/** From here on nothing acts. A hook is posted, and reads. */
function readingAlone(app: Express, deps: WebDeps): void {
  if (deps.askGate !== undefined) gateHook(app, deps.askGate, deps)
  app.use(readingOnly())
}

/** What whoever holds a mail may do without any log-in. */
function openToMail(app: Express, { unsubscribing, receipts }: WebDeps): void {
  if (unsubscribing !== undefined) app.use(unsubscribeRouter(unsubscribing))
  if (receipts !== undefined) app.use(receiptRouter(receipts))
}

function sourceRoutes(app: Express, deps: WebDeps): void {
  const { receivers = [], absent = [], deadline: limit = DEADLINE, log } = deps
  // A source that does not answer is named before its request is: it has a little less time.
  for (const receiver of receivers) app.use(sourceRouter(receiver, log, 0.9 * limit))
  for (const one of absent) app.use(absentRouter(one, log))
}

/** A page at a path of its own is found before one whose path has a part that may be anything. */
const fixedPathsFirst = distinct(members, files, ({ path }) => path).toSorted(
  (a, b) => a.path.split(':').length - b.path.split(':').length,
)

function pageRoutes(
  app: Express,
  { views, settings, contacts, clock, log, askPage = async (_page, work) => await work() }: WebDeps,
  actionPages: Pick<ActionPages, 'panel' | 'incidentPanel'> | null,
): void {
  const context: PageContext = Object.freeze({
    views: frozenViews(views),
    settings,
    contacts,
    clock,
    panel: (request: Request, alert: AlertDetail) => actionPages?.panel(request, alert) ?? null,
    incidentPanel: (request: Request, incident: IncidentView) =>
      actionPages?.incidentPanel(request, incident) ?? null,
  })
  for (const { path, reply } of fixedPathsFirst) {
    try {
      serve(app, path, request => askPage(path, () => reply(request, context)))
    } catch (thrown) {
      const error = `its path cannot be served: ${faultOf(thrown)}`
      log.error('a page is left out; everything else goes on', { page: path, error })
      // It is named where every page is that fails.
      void askPage(path, () => Promise.reject(new Error(error))).catch(() => undefined)
    }
  }
}

/** What any role may ask for: what a scraper needs, and what the page of signing in is made of. */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/metrics',
  '/healthz',
  '/readyz',
  '/sign-in',
  '/icon.svg',
  STYLESHEET_URL,
])

const FOR_PEOPLE = { open: OPEN_PATHS, page: refuseReading }

/** The clock by which sessions and guesses lapse: not that of a simulation. */
function clockOfPeople({ control, clock }: WebDeps): Clock {
  return control?.clock ?? clock
}

/** The two files of the page itself. */
function fileRoutes(app: Express): void {
  serve(app, STYLESHEET_URL, () => ({
    type: 'text/css',
    body: STYLESHEET,
    headers: { 'Cache-Control': 'public, max-age=31536000, immutable' },
  }))
  serve(app, '/icon.svg', () => ({
    type: 'image/svg+xml',
    body: ICON,
    headers: { 'Cache-Control': 'public, max-age=86400' },
  }))
}

const DEADLINE = 10 * SECOND

function deadline({ deadline: limit = DEADLINE, log }: WebDeps) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const timer = setTimeout(() => {
      if (response.headersSent) return
      log.warn('a page took too long', { path: pathOf(request), limit_ms: limit })
      answer(request, response, 503, 'Too slow', `This took longer than ${limit / SECOND} s. Try again.`)
    }, limit)
    response.once('close', () => clearTimeout(timer))
    next()
  }
}

function notFound(request: Request, response: Response): void {
  answer(request, response, 404, 'Not found', 'There is nothing at this address.')
}

/** What cannot be made is a line of the log when that begins and one when it can: whoever asks again and again fills no disk. */
function sayingOnce({ log, health }: Pick<WebDeps, 'log' | 'health'>) {
  const outages = createOutages()
  const routeOf = (request: Request): string => String(request.route?.path ?? pathOf(request))
  const followed = (request: Request, response: Response, next: NextFunction): void => {
    response.once('finish', () => {
      if (response.statusCode >= 500 || request.route === undefined) return
      outages.works(routeOf(request), () => log.info('a page can be made again', { path: pathOf(request) }))
    })
    next()
  }
  const failed = (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const status = statusOf(error)
    if (response.headersSent) {
      if (!response.writableEnded) response.destroy()
      return
    }
    if (status !== 500) {
      answer(request, response, status, 'Bad request', 'The request cannot be read.')
      return
    }
    const message = messageOf(error)
    outages.failed(routeOf(request), message, () =>
      log.error('a page could not be made', { path: pathOf(request), error: message }),
    )
    answer(
      request,
      response,
      500,
      'This page could not be made',
      `slowburn met a fault while making it. ${faultsOf(health)}`,
    )
  }
  return { followed, failed }
}

/** What keeps ticks from ending, as a damaged store, mostly keeps pages from being made as well. */
function faultsOf(health: WebDeps['health']): string {
  try {
    const faults = health().faults.map(
      ({ reason, detail }) => `The last tick failed at ${reason}: ${detail}.`,
    )
    return faults.length === 0 ? 'The log says which.' : faults.join(' ')
  } catch {
    return 'The log says which.'
  }
}

/** Express marks what a client did wrong (a malformed escape in the address) with a status of 4xx. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 500 ? status : 500
}

/** Addresses that nobody opens in a browser. */
const FOR_PROGRAMS = /^\/(api|ingest)\//

function answer(request: Request, response: Response, status: number, title: string, line: string): void {
  response.status(status)
  if (FOR_PROGRAMS.test(request.path)) response.json({ error: { title, detail: line } })
  else sendPage(response, status, notice(title, line))
}
