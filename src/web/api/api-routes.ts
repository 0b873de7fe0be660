// The addresses of the JSON API, version 1.
import type { Express } from 'express'
import { parseInstant } from '../../core/zones/instant.ts'
import { isoTime } from '../../presentation/times.ts'
import type { SourceView } from '../../queries/views.ts'
import type { WebDeps } from '../deps.ts'
import { count, identifier, parameter, text } from '../request.ts'
import { type Reply, serve } from '../serve.ts'
import { alertJson, changeJson, incidentJson, type Json, lookBackJson, pointJson, seriesJson } from './api.ts'
import { gateRoute } from './gate-routes.ts'

const MOST_POINTS = 10_000
const MOST_SERIES = 1000
const MOST_ALERTS = 1000
const MOST_INCIDENTS = 200

export function apiRoutes(
  app: Express,
  { views, clock, askGate }: Pick<WebDeps, 'views' | 'clock' | 'askGate'>,
): void {
  if (askGate !== undefined) gateRoute(app, askGate, { clock })
  const json = (body: { readonly [name: string]: Json }): Reply => ({
    type: 'application/json',
    body: `${JSON.stringify({ now: isoTime(clock.now()), ...body })}\n`,
  })

  serve(app, '/api/v1/changes', async () => {
    const { standing, cleared } = await views.overview()
    return json({ standing: standing.map(changeJson), cleared: cleared.map(changeJson) })
  })
  serve(app, '/api/v1/incidents', async request => {
    const incidents = await views.incidents(count(request, 'limit', MOST_INCIDENTS, MOST_INCIDENTS))
    return json({ incidents: incidents.map(incidentJson) })
  })
  serve(app, '/api/v1/incidents/:id', async request => {
    const found = await views.incident(parameter(request, 'id'))
    return found === null ? null : json({ incident: incidentJson(found) })
  })
  serve(app, '/api/v1/sources', async () => {
    const { sources } = await views.overview()
    return json({ sources: sources.map(sourceJson) })
  })
  serve(app, '/api/v1/series', async request => {
    const { total, rows } = await views.seriesList({
      text: text(request, 'q', 200),
      offset: count(request, 'offset', 0, 1e9),
      limit: count(request, 'limit', MOST_SERIES, MOST_SERIES),
    })
    return json({ total, series: rows.map(seriesJson) })
  })
  serve(app, '/api/v1/series/:id/points', async request => {
    const id = identifier(request)
    const asked = text(request, 'from', 40)
    const from = asked === '' ? 0 : parseInstant(asked)
    // From the beginning, or as the zone of this machine has it, would be an answer to another question.
    if (from === null) return { ...json({ error: notAMoment(asked) }), status: 400 }
    const limit = count(request, 'limit', MOST_POINTS, MOST_POINTS)
    const points = id === null ? null : await views.points(id, from, limit)
    return points === null ? null : json({ points: points.map(pointJson) })
  })
  serve(app, '/api/v1/series/:id/regimes', async request => {
    const id = identifier(request)
    const answer = id === null ? null : await views.lookBack(id)
    return answer === null ? null : json({ regimes: answer.look === null ? null : lookBackJson(answer.look) })
  })
  serve(app, '/api/v1/alerts', async request => {
    const { firing, pending, total, rows } = await views.alerts({
      offset: count(request, 'offset', 0, 1e9),
      limit: count(request, 'limit', MOST_ALERTS, MOST_ALERTS),
    })
    return json({ total, firing, pending, alerts: rows.map(alertJson) })
  })
}

function notAMoment(from: string): { title: string; detail: string } {
  return {
    title: 'No such moment',
    detail: `from is a moment with its zone, as 2026-12-24T22:00Z (a + in an address is written %2B); it is ${from}`,
  }
}

/** How a source fares, with what stands as a fault of what it holds. */
function sourceJson(source: SourceView): Json {
  const { name, up, error, completeUpTo, lastSuccessAt, progress, halfRead, problems } = source
  return {
    name,
    up,
    error,
    complete_up_to: completeUpTo === null ? null : isoTime(completeUpTo),
    last_read_at: lastSuccessAt === null ? null : isoTime(lastSuccessAt),
    backfill_ratio: progress ?? 1,
    history_half_read: halfRead,
    problems: problems.map(({ where, message, remedy = null, refused, blind }) => ({
      where,
      message,
      remedy,
      refused,
      blind: blind !== undefined,
    })),
  }
}
