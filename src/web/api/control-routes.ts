// The addresses by which a person's tools act: with the token of the service, as JSON, and not too often. What was
// silenced and who did what can be read like everything else.
import express, { type Express, Router } from 'express'
import type * as z from 'zod'
import type { Episode } from '../../alerting/episode.ts'
import type { Silence } from '../../alerting/muting/silence.ts'
import type { OutboxRecord } from '../../delivery/outbox/outbox.ts'
import type { ControlDeps, Outcome, Refusal } from '../../operations/operations.ts'
import { isoTime } from '../../presentation/times.ts'
import type { Series } from '../../series/series.ts'
import {
  actionBody,
  expiryBody,
  faultsOf,
  newRelease,
  newSilence,
  rejoinBody,
  releaseBody,
  silenceBody,
  snoozeBody,
  snoozeEnd,
  testBody,
} from '../bodies.ts'
import type { WebDeps } from '../deps.ts'
import { count, identifier, parameter, text } from '../request.ts'
import { authorised, bounded, jsonOnly, refuse } from '../security/guards.ts'
import { type Reply, serve } from '../serve.ts'
import {
  episodeJson,
  historyJson,
  type Json,
  messageJson,
  releaseJson,
  seriesNameJson,
  silenceJson,
} from './api.ts'

type Web = Pick<WebDeps, 'clock' | 'log'>
type Shown = { readonly [name: string]: Json }

const MOST_ENTRIES = 1000
const STATUS: Readonly<Record<Refusal, number>> = { unknown: 404, ambiguous: 409, state: 409, invalid: 422 }

/** Mount it before whatever refuses POST: it answers its own addresses and no others. */
export function controlRouter(
  { token, clock: realClock, acting, announcing, messages }: ControlDeps,
  { clock, log }: Web,
): Router {
  const router = Router()
  const guards = [
    authorised({ token, where: 'in the file control-token of the data folder' }, realClock, log),
    jsonOnly(),
    bounded(realClock),
    express.json({ limit: '16kb', type: 'application/json' }),
  ]
  const post = <S extends z.ZodType>(
    path: string,
    body: S,
    act: (given: z.output<S>, id: string) => Outcome<{ shown: Shown }>,
  ): void => {
    router.post(path, ...guards, (request, response) => {
      const parsed = body.safeParse(request.body)
      if (!parsed.success) return refuse(response, 422, faultsOf(parsed.error))
      const outcome = act(parsed.data, parameter(request, 'id'))
      if (!outcome.done) return refuse(response, STATUS[outcome.reason], outcome.why)
      response.json({ now: isoTime(clock.now()), changed: outcome.changed, ...outcome.shown })
    })
  }

  post('/api/v1/alerts/:id/acknowledge', actionBody, (given, id) => aboutAlert(acting.acknowledge(id, given)))
  post('/api/v1/alerts/:id/snooze', snoozeBody, (given, id) =>
    aboutAlert(acting.snooze(id, { by: given.by, note: given.note }, snoozeEnd(given, clock.now()))),
  )
  post('/api/v1/alerts/:id/release', actionBody, (given, id) => aboutAlert(acting.release(id, given)))
  post('/api/v1/alerts/:id/accept', actionBody, (given, id) => aboutAlert(acting.accept(id, given)))
  post('/api/v1/alerts/:id/unaccept', actionBody, (given, id) => aboutAlert(acting.unaccept(id, given)))
  post('/api/v1/series/:id/accept', actionBody, (given, id) =>
    aboutSeries(acting.acceptSeries(seriesId(id), given)),
  )
  post('/api/v1/series/:id/unaccept', actionBody, (given, id) =>
    aboutSeries(acting.unacceptSeries(seriesId(id), given)),
  )
  post('/api/v1/silences', silenceBody, given => aboutSilence(acting.silence(newSilence(given, clock.now()))))
  post('/api/v1/digests/:id/rejoin', rejoinBody, ({ email, by }, id) => {
    const outcome = acting.rejoin(id, email, by)
    return outcome.done ? { ...outcome, shown: {} } : outcome
  })
  if (messages !== undefined) {
    post('/api/v1/test-messages', testBody, ({ to, by }) => aboutMessages(messages.test(to ?? null, by)))
  }
  post('/api/v1/silences/:id/expire', expiryBody, (given, id) =>
    aboutSilence(acting.expireSilence(id, given.by)),
  )
  post('/api/v1/releases', releaseBody, given => {
    const outcome = announcing.announce(newRelease(given, clock.now()))
    return outcome.done ? { ...outcome, shown: { release: releaseJson(outcome.release) } } : outcome
  })
  return router
}

/** What can be read without the token, like the rest of the API. */
export function controlReadings(
  app: Express,
  { acting, announcing, messages }: ControlDeps,
  { clock }: Web,
): void {
  const json = (shown: Shown, status = 200): Reply => ({
    status,
    type: 'application/json',
    body: `${JSON.stringify({ now: isoTime(clock.now()), ...shown })}\n`,
  })
  serve(app, '/api/v1/silences', () => json({ silences: acting.silences().map(silenceJson) }))
  serve(app, '/api/v1/messages/:id', request => {
    const id = identifier(request)
    const found = id === null ? null : (messages?.get(id) ?? null)
    return found === null ? null : json({ message: messageJson(found) })
  })
  serve(app, '/api/v1/releases', request => {
    const limit = count(request, 'limit', MOST_ENTRIES, MOST_ENTRIES)
    return json({ releases: announcing.releases(limit).map(releaseJson) })
  })
  serve(app, '/api/v1/history', request => {
    const limit = count(request, 'limit', MOST_ENTRIES, MOST_ENTRIES)
    const alert = text(request, 'alert', 200)
    if (alert === '') return json({ history: acting.history(limit).map(historyJson) })
    const found = acting.historyOf(alert)
    return found.done
      ? json({ history: found.entries.slice(-limit).map(historyJson) })
      : json({ error: { title: 'No history', detail: found.why } }, STATUS[found.reason])
  })
}

function aboutMessages(outcome: Outcome<{ messages: readonly OutboxRecord[] }>): Outcome<{ shown: Shown }> {
  return outcome.done ? { ...outcome, shown: { messages: outcome.messages.map(messageJson) } } : outcome
}

function aboutAlert(outcome: Outcome<{ episode: Episode }>): Outcome<{ shown: Shown }> {
  return outcome.done ? { ...outcome, shown: { alert: episodeJson(outcome.episode) } } : outcome
}

function aboutSeries(outcome: Outcome<{ series: Series }>): Outcome<{ shown: Shown }> {
  return outcome.done ? { ...outcome, shown: { series: seriesNameJson(outcome.series) } } : outcome
}

/** No series has the id 0. */
function seriesId(given: string): number {
  return /^\d{1,15}$/.test(given) ? Number(given) : 0
}

function aboutSilence(outcome: Outcome<{ silence: Silence }>): Outcome<{ shown: Shown }> {
  return outcome.done ? { ...outcome, shown: { silence: silenceJson(outcome.silence) } } : outcome
}
