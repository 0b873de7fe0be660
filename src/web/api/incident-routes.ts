// The addresses by which people act on an incident: on all of its alerts at once, or on what belongs to it.
import type { ActedIncident, IncidentActions, Outcome } from '../../operations/operations.ts'
import { actionBody, mergeBody, snoozeBody, snoozeEnd, splitBody } from '../bodies.ts'
import type { WebDeps } from '../deps.ts'
import { episodeJson } from './api.ts'
import type { Post, Shown } from './posting.ts'

const AT = '/api/v1/incidents/:id'

export function incidentRoutes(post: Post, incidents: IncidentActions, clock: WebDeps['clock']): void {
  for (const action of ['acknowledge', 'release', 'accept', 'unaccept'] as const) {
    post(`${AT}/${action}`, 'act', actionBody, (given, id) => aboutAlerts(incidents[action](id, given)))
  }
  post(`${AT}/snooze`, 'act', snoozeBody, (given, id) =>
    aboutAlerts(incidents.snooze(id, { by: given.by, note: given.note }, snoozeEnd(given, clock.now()))),
  )
  post(`${AT}/split`, 'act', splitBody, ({ series, ...actor }, id) =>
    aboutIncident(incidents.split(id, series, actor)),
  )
  post(`${AT}/merge`, 'act', mergeBody, ({ other, ...actor }, id) =>
    aboutIncident(incidents.merge(id, other, actor)),
  )
}

function aboutAlerts(outcome: Outcome<ActedIncident>): Outcome<{ shown: Shown }> {
  if (!outcome.done) return outcome
  const { incident, episodes } = outcome
  return { ...outcome, shown: { incident: incident.id, alerts: episodes.map(episodeJson) } }
}

function aboutIncident(outcome: ReturnType<IncidentActions['split']>): Outcome<{ shown: Shown }> {
  return outcome.done ? { ...outcome, shown: { incident: outcome.incident.id } } : outcome
}
