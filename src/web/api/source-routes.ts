// The addresses at which a source takes facts in, below /ingest and its name. A batch is on disk before it is answered.
import type { ErrorRequestHandler, Request, Response } from 'express'
import express, { Router } from 'express'
import type { Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { createOutages, type Outages } from '../../core/outages.ts'
import { redact } from '../../events/redact.ts'
import type { Commit, Reply, Route } from '../../sources/source.ts'
import type { AbsentReceiver, Receiver } from '../deps.ts'
import { refuse } from '../security/guards.ts'

/** Refusals that are logged one by one until the process ends, so that a guesser cannot fill the disk. */
const MOST_LOGGED = 100

/** Requests that a source has not answered in time and that may still be under way: they hold what was sent in memory. */
const MOST_LATE = 32

/** How many requests a source has not answered in time. */
interface Lateness {
  readonly patience: Millis
  count: number
}

/** Mount it before whatever refuses POST. `patience`: real time in which a source has to answer. Default 9 s. */
export function sourceRouter(receiver: Receiver, log: Logger, patience = 9 * SECOND): Router {
  const { source } = receiver
  const router = Router()
  const late: Lateness = { patience, count: 0 }
  const said: Said = { log, outages: createOutages() }
  for (const route of source.routes) {
    const say = sayingOf(receiver, route)
    const lettingIn = gateOf(receiver, said, say)
    router.post(
      `/ingest/:source${route.path}`,
      ({ params }, _response, next) => next(params.source === source.name ? undefined : 'route'),
      lettingIn(({ headers }) => route.authorised === undefined || route.authorised(headers)),
      express.raw({ limit: route.largestBody, type: () => true }),
      lettingIn(request => route.signed === undefined || route.signed(request.headers, bodyOf(request))),
      (request, response) => receive({ receiver, route, late, said, say }, request, response),
    )
    router.use(`/ingest/:source${route.path}`, bodyRefused(source.name, say))
  }
  return router
}

/** Mount it where `sourceRouter` is: the sender is asked to keep what it has, for its source may be made at the next start. */
export function absentRouter({ source, reason, onUnkept }: AbsentReceiver, log: Logger): Router {
  const router = Router()
  let isLogged = false
  router.post('/ingest/:source/*rest', ({ params }, response, next) => {
    if (params.source !== source) return next()
    onUnkept()
    if (!isLogged) log.error('facts are sent to a source that could not be made', { source, error: reason })
    isLogged = true
    response.set('Retry-After', '60')
    refuse(response, 503, `source ${source} is down: ${redact(reason)}`)
  })
  return router
}

/** Makes the checks of one route: whoever fails one is refused, and what they log is bounded together. */
function gateOf(receiver: Receiver, said: Said, say: Say) {
  const { log } = said
  const { ask } = receiver
  const source = receiver.source.name
  let logged = 0
  return (isLetIn: (request: Request) => unknown) =>
    (request: Request, response: Response, next: () => void): void => {
      let answer: unknown
      try {
        answer = ask(() => isLetIn(request))
      } catch (error) {
        cannotBeKept(receiver, error, said, response, why => say(request, response, 503, why))
        return
      }
      // Only a plain yes lets anybody in: a promise is no yes, whatever it will be.
      if (answer === true) {
        next()
        return
      }
      receiver.onUnknown?.()
      logged += 1
      if (logged <= MOST_LOGGED && answer !== false) {
        log.error(
          'a source answered neither true nor false when asked to check credentials; the request is refused',
          { source },
        )
      } else if (logged <= MOST_LOGGED) {
        log.warn('facts refused: the credentials are missing or wrong', {
          source,
          path: request.path,
          from: request.ip ?? null,
        })
      }
      response.set('WWW-Authenticate', 'Bearer')
      say(request, response, 401, `the credentials are missing or wrong; they are those of source ${source}`)
    }
}

/** The log, and what is in it already of requests that could not be taken. */
interface Said {
  log: Logger
  outages: Outages
}

interface Receiving {
  receiver: Receiver
  route: Route
  late: Lateness
  said: Said
  say: Say
}

/** Answers with a refusal in the words that the senders of a route read. */
type Say = (request: Request, response: Response, status: number, why: string) => void

function sayingOf({ ask }: Receiver, { refusal }: Route): Say {
  return (request, response, status, why) => {
    if (response.headersSent) return
    if (refusal === undefined) return refuse(response, status, why)
    try {
      send(
        response,
        ask(() => plainReply({ ...refusal(request.headers, status, why), status })),
      )
    } catch {
      refuse(response, status, why)
    }
  }
}

/** What Express says of a body that it does not read: too long, cut off, or packed in a way that it does not know. */
function bodyRefused(source: string, say: Say): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const { status = 500, message = '' } = error as { status?: number; message?: string }
    if (request.params.source !== source || status < 400 || status >= 500) next(error)
    else say(request, response, status, `the body cannot be taken: ${message}`)
  }
}

function send(response: Response, { status, type, body }: Reply): void {
  response.status(status).setHeader('Content-Type', type)
  response.end(body)
}

async function receive(
  { receiver, route, late, said, say }: Receiving,
  request: Request,
  response: Response,
): Promise<void> {
  const { patience } = late
  const failed = (why: unknown): void =>
    cannotBeKept(receiver, why, said, response, detail => say(request, response, 503, detail))
  if (late.count >= MOST_LATE) {
    return failed(new Error(`it has not answered ${MOST_LATE} requests; it is not asked until it has`))
  }
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    late.count += 1
    failed(new Error(`it did not answer within ${patience / SECOND} s`))
  }, patience).unref()
  try {
    const underWay: Array<Promise<unknown>> = []
    const commit: Commit = (...batch) => {
      const kept = receiver.commit(...batch)
      underWay.push(kept)
      return kept
    }
    const reply = await receiver.askLater(
      () => route.receive({ headers: request.headers, body: bodyOf(request) }, commit),
      plainReply,
    )
    // Whoever hears of success lets go of what was sent: that the source has not waited for it is no reason to lose it.
    if (reply.status < 500) await Promise.all(underWay)
    if (reply.status >= 500) receiver.onUnkept?.(`it answered with status ${reply.status}`)
    else {
      receiver.onTaken?.()
      said.outages.works(receiver.source.name)
    }
    if (response.headersSent) return
    send(response, reply)
  } catch (error) {
    if (!isLate) failed(error)
  } finally {
    clearTimeout(timer)
    if (isLate) late.count -= 1
  }
}

function bodyOf({ body }: Request): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

/** That it takes again is said at the next tick, as of any source that can be read again. */
function cannotBeKept(
  { source: { name: source }, onUnkept }: Receiver,
  cause: unknown,
  { log, outages }: Said,
  response: Response,
  say: (why: string) => void,
): void {
  const error = messageOf(cause)
  outages.failed(source, error, () =>
    log.error('a source cannot keep what it was sent; the sender is asked to send it again', {
      source,
      error,
    }),
  )
  onUnkept?.(error)
  if (response.headersSent) return
  response.set('Retry-After', '10')
  say('this cannot be kept now; send it again')
}

/** Read once. Throws where it is no answer that can be sent. */
function plainReply({ status, type, body }: Reply): Reply {
  const isAnswer = Number.isInteger(status) && status >= 200 && status <= 599 && typeof type === 'string'
  if (isAnswer && typeof body === 'string') return { status, type, body }
  if (isAnswer && body instanceof Uint8Array) return { status, type, body: new Uint8Array(body) }
  throw new Error('the source answers with what is no reply: a status from 200 to 599, a type and a body')
}
