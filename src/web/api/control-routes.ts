// The addresses by which a person's tools act: with a token or a password, as JSON, and not too often. What was
// silenced and who did what can be read like everything else.
import { type Express, type Request, Router } from 'express'
import type { Episode } from '../../alerting/episode.ts'
import type { Silence } from '../../alerting/muting/silence.ts'
import type { OutboxRecord } from '../../delivery/outbox/outbox.ts'
import type { AlertActions, ControlDeps, Outcome } from '../../operations/operations.ts'
import { isoTime } from '../../presentation/times.ts'
import type { Series } from '../../series/series.ts'
import {
  actionBody,
  expiryBody,
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
import type { Gate } from '../security/gate.ts'
import { type Reply, serve } from '../serve.ts'
import {
  backupJson,
  episodeJson,
  historyJson,
  messageJson,
  releaseJson,
  seriesNameJson,
  silenceJson,
} from './api.ts'
import { incidentRoutes } from './incident-routes.ts'
import { type Post, posting, type Shown, STATUS } from './posting.ts'
import { rolloutPosts, rolloutRoute } from './rollout-routes.ts'

const MOST_ENTRIES = 1000

/** Mount it after the gate and before whatever refuses POST: it answers its own addresses and no others. */
export function controlRouter(control: ControlDeps, { clock }: Pick<WebDeps, 'clock'>, gate: Gate): Router {
  const { acting, announcing, messages, backups, rollouts } = control
  const router = Router()
  const post = posting(router, control, clock, gate)
  alertRoutes(post, acting, clock)
  incidentRoutes(post, control.incidents, clock)
  if (rollouts !== undefined) rolloutPosts(post, rollouts)
  post('/api/v1/silences', 'act', silenceBody, given =>
    aboutSilence(acting.silence(newSilence(given, clock.now()), given.everything), acting),
  )
  post('/api/v1/digests/:id/rejoin', 'administer', rejoinBody, ({ email, by }, id) => {
    const outcome = acting.rejoin(id, email, by)
    return outcome.done ? { ...outcome, shown: {} } : outcome
  })
  if (messages !== undefined) {
    post('/api/v1/test-messages', 'administer', testBody, ({ to, by }) =>
      aboutMessages(messages.test(to ?? null, by)),
    )
  }
  if (backups !== undefined) {
    post('/api/v1/backups', 'administer', expiryBody, ({ by }) => {
      const outcome = backups.start(by)
      return outcome.done ? { ...outcome, shown: { backup: backupJson(outcome.backup) } } : outcome
    })
  }
  post('/api/v1/silences/:id/expire', 'act', expiryBody, (given, id) =>
    aboutSilence(acting.expireSilence(id, given.by), acting),
  )
  post('/api/v1/releases', 'act', releaseBody, given => {
    const outcome = announcing.announce(newRelease(given, clock.now()))
    return outcome.done ? { ...outcome, shown: { release: releaseJson(outcome.release) } } : outcome
  })
  return router
}

const ONLY_ADMINISTRATORS: Shown = {
  error: { title: 'Not for you', detail: 'this needs the role administer (access in the configuration)' },
}

function alertRoutes(post: Post, acting: AlertActions, clock: WebDeps['clock']): void {
  post('/api/v1/alerts/:id/acknowledge', 'act', actionBody, (given, id) =>
    aboutAlert(acting.acknowledge(id, given)),
  )
  post('/api/v1/alerts/:id/snooze', 'act', snoozeBody, (given, id) =>
    aboutAlert(acting.snooze(id, { by: given.by, note: given.note }, snoozeEnd(given, clock.now()))),
  )
  post('/api/v1/alerts/:id/release', 'act', actionBody, (given, id) => aboutAlert(acting.release(id, given)))
  post('/api/v1/alerts/:id/accept', 'act', actionBody, (given, id) => aboutAlert(acting.accept(id, given)))
  post('/api/v1/alerts/:id/unaccept', 'act', actionBody, (given, id) =>
    aboutAlert(acting.unaccept(id, given)),
  )
  post('/api/v1/series/:id/accept', 'act', actionBody, (given, id) =>
    aboutSeries(acting.acceptSeries(seriesId(id), given)),
  )
  post('/api/v1/series/:id/unaccept', 'act', actionBody, (given, id) =>
    aboutSeries(acting.unacceptSeries(seriesId(id), given)),
  )
}

/** What can be read like the rest of the API; a message, whose recipient it names, by an administrator alone. */
export function controlReadings(
  app: Express,
  { acting, announcing, messages, backups, rollouts }: ControlDeps,
  { clock }: Pick<WebDeps, 'clock'>,
  mayAdminister: (request: Request) => boolean,
): void {
  const json = (shown: Shown, status = 200): Reply => ({
    status,
    type: 'application/json',
    body: `${JSON.stringify({ now: isoTime(clock.now()), ...shown })}\n`,
  })
  if (rollouts !== undefined) rolloutRoute(app, rollouts, { clock })
  serve(app, '/api/v1/silences', () => json({ silences: acting.silences().map(silenceJson) }))
  serve(app, '/api/v1/messages/:id', request => {
    if (!mayAdminister(request)) return json(ONLY_ADMINISTRATORS, 403)
    const id = identifier(request)
    const found = id === null ? null : (messages?.get(id) ?? null)
    return found === null ? null : json({ message: messageJson(found) })
  })
  serve(app, '/api/v1/backups/:id', request => {
    if (!mayAdminister(request)) return json(ONLY_ADMINISTRATORS, 403)
    const found = backups?.get(parameter(request, 'id')) ?? null
    return found === null ? null : json({ backup: backupJson(found) })
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

function aboutSilence(
  outcome: Outcome<{ silence: Silence }>,
  { coverage }: Pick<AlertActions, 'coverage'>,
): Outcome<{ shown: Shown }> {
  if (!outcome.done) return outcome
  const { alerts, series } = coverage(outcome.silence.matchers)
  return { ...outcome, shown: { silence: silenceJson(outcome.silence), covers: { alerts, series } } }
}
