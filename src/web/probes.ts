// What machines ask for again and again: the metrics, and whether all is well. They may have a listener of their own.
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express'
import express from 'express'
import type { Millis } from '../core/clock.ts'
import { MINUTE } from '../core/duration.ts'
import type { Scrape } from '../exposition/formats/scrape.ts'
import { ASKED_HEADER, INSTANCE_HEADER } from '../storage/control-files.ts'
import type { WebDeps } from './deps.ts'
import { readyBody, reasonsNotReady } from './readiness.ts'
import { createAccess, OPEN } from './security/access.ts'
import { followWebConfig } from './security/followed.ts'
import { createGate } from './security/gate.ts'
import { readingOnly, securityHeaders } from './security/security.ts'
import { createSessions } from './security/sessions.ts'
import { serve } from './serve.ts'

export type ProbesDeps = Pick<
  WebDeps,
  | 'scrape'
  | 'onScrape'
  | 'health'
  | 'clock'
  | 'log'
  | 'users'
  | 'onWebConfig'
  | 'headers'
  | 'access'
  | 'control'
>

/** The second listener. Health needs no log-in, for an orchestrator has none; the metrics need what they need elsewhere. */
export function createProbes(deps: ProbesDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  const clock = deps.control?.clock ?? deps.clock
  const file = followWebConfig(deps)
  const access = createAccess({
    users: file.users(),
    settings: deps.access ?? OPEN,
    controlToken: deps.control?.token ?? null,
    clock,
  })
  file.onUsers(access.replaceUsers)
  const gate = createGate({
    access,
    sessions: createSessions(clock),
    open: new Set(['/metrics']),
    clock,
    log: deps.log,
  })
  app.use(securityHeaders(file.headers), readingOnly())
  healthRoutes(app, deps)
  app.use(gate.enter)
  metricsRoute(app, deps)
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('Here are /metrics, /healthz and /readyz alone.\n')
  })
  return app
}

/** A Prometheus, and whatever scrapes like one, says how long it waits. */
const SCRAPERS_HEADER = 'x-prometheus-scrape-timeout-seconds'

/** A scraper gives up long before. One that reads a little now and then would keep what it began with, and all that was published since. */
const LONGEST_ANSWER = 2 * MINUTE

export function metricsRoute(
  app: Express,
  { scrape, onScrape }: Pick<WebDeps, 'scrape' | 'onScrape'>,
  longest: Millis = LONGEST_ANSWER,
): void {
  app.get('/metrics', (request, response, next) => {
    if (request.get(SCRAPERS_HEADER) !== undefined) onScrape?.()
    const cut = setTimeout(() => response.destroy(), longest)
    response.once('close', () => clearTimeout(cut))
    void answer(request, response, next)
  })
  const answer = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    try {
      await sendScrape(request, response, await scrape(request.get('accept')))
    } catch (error) {
      next(error)
    }
  }
}

/** Shorter ones are not worth packing. */
const WORTH_PACKING = 4096

/** Its pieces are handed on as they are, for others share them: one that stalls holds no copy. */
async function sendScrape(request: Request, response: Response, scrape: Scrape): Promise<void> {
  const packs = lengthOf(scrape.pieces) >= WORTH_PACKING && request.acceptsEncodings('gzip') === 'gzip'
  const pieces = packs ? await scrape.packed() : scrape.pieces
  if (packs || response.closed) scrape.done()
  else response.once('close', scrape.done)
  if (response.headersSent) return
  response
    .vary('Accept')
    .vary('Accept-Encoding')
    .set({
      ...(packs ? { 'Content-Encoding': 'gzip' } : {}),
      'Content-Type': scrape.contentType,
      'Content-Length': String(lengthOf(pieces)),
    })
  response.cork()
  for (const piece of pieces) response.write(piece)
  response.end()
}

function lengthOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

/**
 * Says on /healthz which process this is, to whoever may ask for it and whoever may not, and as what it was asked for: what a
 * proxy has made of the address is seen from there alone.
 */
export function namedInstance(instance: string | undefined): RequestHandler {
  return (request, response, next) => {
    if (instance !== undefined) response.set(INSTANCE_HEADER, instance)
    const { protocol, host = '' } = request
    // What whoever asks may have written goes back to them; as a header it must be one.
    if (/^[\w.:[\]-]{1,260}$/.test(host))
      response.set(ASKED_HEADER, `${protocol}://${host}${ignores(request) ? ' ignored' : ''}`)
    next()
  }
}

/** Whether a proxy says who asks for what, and is none whose word counts. */
function ignores(request: Request): boolean {
  const says = ['host', 'proto', 'for'].some(what => request.get(`x-forwarded-${what}`) !== undefined)
  const isTrusted: unknown = request.app.get('trust proxy fn')
  return says && typeof isTrusted === 'function' && isTrusted(request.socket.remoteAddress, 0) !== true
}

export function healthRoutes(app: Express, { health, clock }: Pick<WebDeps, 'health' | 'clock'>): void {
  serve(app, '/healthz', () => ({ type: 'text/plain', body: 'alive\n' }))
  serve(app, '/readyz', () => {
    const state = health()
    const reasons = reasonsNotReady(state, clock.now())
    if (reasons.length === 0) return { type: 'text/plain', body: readyBody(state) }
    const lines = reasons.map(({ reason, detail }) => `${reason}: ${detail}\n`)
    return { status: 503, type: 'text/plain', body: lines.join('') }
  })
}
