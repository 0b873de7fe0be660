// The addresses at which a source takes facts in, below /ingest and its name. A batch is on disk before it is answered.
import type { Request, Response } from 'express'
import express, { Router } from 'express'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Commit, ReceivingSource, Route } from '../../sources/source.ts'
import { refuse } from '../security/guards.ts'

/** Refusals that are logged one by one until the process ends, so that a guesser cannot fill the disk. */
const MOST_LOGGED = 100

export interface SourceRouterDeps {
  source: Pick<ReceivingSource, 'name' | 'routes'>
  commit: Commit
}

/** Where a source is reached: its routes lie below. */
export function ingestPath(source: string): string {
  return `/ingest/${encodeURIComponent(source)}`
}

/** Mount it before whatever refuses POST. */
export function sourceRouter({ source, commit }: SourceRouterDeps, log: Logger): Router {
  const router = Router()
  for (const route of source.routes) {
    router.post(
      `/ingest/:source${route.path}`,
      ({ params }, _response, next) => next(params.source === source.name ? undefined : 'route'),
      authorisedBy(source.name, route, log),
      express.raw({ limit: route.largestBody, type: () => true }),
      (request, response) => receive(source.name, route, commit, log, request, response),
    )
  }
  return router
}

function authorisedBy(source: string, route: Route, log: Logger) {
  let logged = 0
  return (request: Request, response: Response, next: () => void): void => {
    if (route.authorised(request.headers)) {
      next()
      return
    }
    logged += 1
    if (logged <= MOST_LOGGED) {
      log.warn('refused to take facts in: the credentials are missing or wrong', {
        source,
        path: request.path,
        from: request.ip ?? null,
      })
    }
    response.set('WWW-Authenticate', 'Bearer')
    refuse(response, 401, `the credentials are missing or wrong; they are those of source ${source}`)
  }
}

async function receive(
  source: string,
  route: Route,
  commit: Commit,
  log: Logger,
  request: Request,
  response: Response,
): Promise<void> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  try {
    const reply = await route.receive({ headers: request.headers, body }, commit)
    if (response.headersSent) return
    response.status(reply.status).type(reply.type)
    response.end(reply.body)
  } catch (error) {
    log.error('a source cannot keep what it was sent; the sender is asked to send it again', {
      source,
      error: messageOf(error),
    })
    if (response.headersSent) return
    response.set('Retry-After', '10')
    refuse(response, 503, 'this cannot be kept now; send it again')
  }
}
