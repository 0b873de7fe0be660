// The web side: which address answers with what. It reads and renders; only the pages under /act and the
// control API change anything.

import type { Express, NextFunction, Request, Response } from 'express'
import express from 'express'
import type { Clock } from '../core/clock.ts'
import { SECOND } from '../core/duration.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { linkRouter } from './actions/link-actions.ts'
import { type ActionPages, createActionPages } from './actions/page-actions.ts'
import { unsubscribeRouter } from './actions/unsubscribe.ts'
import { apiRoutes } from './api/api-routes.ts'
import { controlReadings, controlRouter } from './api/control-routes.ts'
import { receiveRouter } from './api/receive-routes.ts'
import { sourceRouter } from './api/source-routes.ts'
import type { WebDeps } from './deps.ts'
import { mailRoutes } from './mailbox/mail-routes.ts'
import { previewRoutes } from './mailbox/preview-routes.ts'
import { alertPage, alertsPage } from './pages/alerts.ts'
import { notice } from './pages/layout.ts'
import { overviewPage } from './pages/overview.ts'
import { seriesPage } from './pages/series.ts'
import { seriesListPage } from './pages/series-list.ts'
import { ICON, STYLESHEET, STYLESHEET_URL } from './pages/stylesheet.ts'
import { reasonsNotReady } from './readiness.ts'
import { count, identifier, parameter, text } from './request.ts'
import { createAccess, mayDo, OPEN } from './security/access.ts'
import { createGate, pathOf } from './security/gate.ts'
import { hostGuard, readingOnly, securityHeaders } from './security/security.ts'
import { createSessions } from './security/sessions.ts'
import { formPage, page, serve } from './serve.ts'

/** Rows on a page of the series list, and on the overview. */
const SERIES_A_PAGE = 100
const ALERTS_A_PAGE = 200

export function createWeb(deps: WebDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.set('trust proxy', false)
  app.set('etag', false)
  app.use(securityHeaders(), hostGuard(deps.hostNames ?? []), deadline(deps))
  if (deps.receive !== undefined) app.use(receiveRouter(deps.receive, deps.log))
  for (const receiver of deps.receivers ?? []) app.use(sourceRouter(receiver, deps.log))
  if (deps.unsubscribing !== undefined) app.use(unsubscribeRouter(deps.unsubscribing))
  const people = clockOfPeople(deps)
  const sessions = createSessions(people)
  const access = createAccess({
    users: deps.users ?? new Map(),
    settings: deps.access ?? OPEN,
    controlToken: deps.control?.token ?? null,
    clock: people,
  })
  const gate = createGate({ access, sessions, open: OPEN_PATHS, clock: people, log: deps.log })
  app.use(gate.enter)
  if (deps.control !== undefined) app.use(controlRouter(deps.control, deps, gate))
  const actionPages =
    deps.control === undefined
      ? null
      : createActionPages({ ...deps, control: deps.control, access, sessions })
  if (actionPages !== null) app.use(actionPages.router)
  if (deps.links !== undefined) app.use('/act', linkRouter(deps.links, deps))
  app.use(readingOnly())
  machineRoutes(app, deps)
  pageRoutes(app, deps, actionPages)
  actionPages?.pages(app)
  const mayAdminister = (request: Request): boolean => mayDo(gate.principalOf(request), 'administer')
  mailRoutes(app, deps, mayAdminister)
  previewRoutes(app)
  apiRoutes(app, deps)
  if (deps.control !== undefined) controlReadings(app, deps.control, deps, mayAdminister)
  app.use(notFound)
  app.use(failed(deps.log))
  return app
}

function pageRoutes(
  app: Express,
  { views, clock }: WebDeps,
  actionPages: Pick<ActionPages, 'panel'> | null,
): void {
  serve(app, '/', async () => {
    const list = await views.seriesList({ text: '', offset: 0, limit: SERIES_A_PAGE })
    return page(overviewPage(await views.overview(), list))
  })
  serve(app, '/series', async request => {
    const query = {
      text: text(request, 'q', 200),
      offset: count(request, 'offset', 0, 1e9),
      limit: SERIES_A_PAGE,
    }
    return page(seriesListPage(await views.seriesList(query), query, clock.now()))
  })
  serve(app, '/series/:id', async request => {
    const id = identifier(request)
    const detail = id === null ? null : await views.series(id)
    return detail === null ? null : page(seriesPage(detail, clock.now()))
  })
  serve(app, '/alerts', async request => {
    const part = { offset: count(request, 'offset', 0, 1e9), limit: ALERTS_A_PAGE }
    return page(alertsPage(await views.alerts(part), part, clock.now()))
  })
  serve(app, '/alerts/:id', async request => {
    const detail = await views.alert(parameter(request, 'id'))
    if (detail === null) return null
    const panel = actionPages?.panel(request, detail) ?? null
    const markup = alertPage(detail, clock.now(), panel)
    return panel === null ? page(markup) : formPage(markup)
  })
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

/** The clock by which sessions and guesses lapse: not that of a simulation. */
function clockOfPeople({ control, clock }: WebDeps): Clock {
  return control?.clock ?? clock
}

/** What machines ask for: metrics, health, and the two files of the page itself. */
function machineRoutes(app: Express, { metrics, health, clock }: WebDeps): void {
  serve(app, '/metrics', async () => {
    const { contentType, body } = await metrics()
    return { type: contentType, body }
  })
  serve(app, '/healthz', () => ({ type: 'text/plain', body: 'alive\n' }))
  serve(app, '/readyz', () => {
    const reasons = reasonsNotReady(health(), clock.now())
    if (reasons.length === 0) return { type: 'text/plain', body: 'ready\n' }
    const lines = reasons.map(({ reason, detail }) => `${reason}: ${detail}\n`)
    return { status: 503, type: 'text/plain', body: lines.join('') }
  })
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

function deadline({ deadline: limit = 10 * SECOND, log }: WebDeps) {
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

function failed(log: Logger) {
  return (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const status = statusOf(error)
    if (response.headersSent) {
      if (!response.writableEnded) response.destroy()
      return
    }
    if (status !== 500) {
      answer(request, response, status, 'Bad request', 'The request cannot be read.')
      return
    }
    log.error('a page could not be made', { path: pathOf(request), error: messageOf(error) })
    answer(
      request,
      response,
      500,
      'This page could not be made',
      'slowburn met a fault while making it. The log says which.',
    )
  }
}

/** Express marks what a client did wrong (a malformed escape in the address) with a status of 4xx. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 500 ? status : 500
}

function answer(request: Request, response: Response, status: number, title: string, line: string): void {
  response.status(status)
  if (request.path.startsWith('/api/')) response.json({ error: { title, detail: line } })
  else response.type('html').send(notice(title, line))
}
