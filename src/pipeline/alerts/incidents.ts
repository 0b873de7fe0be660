// Which alerts belong to one incident: so that one cause is one conversation with each contact.
import type { Episode } from '../../alerting/episode.ts'
import type { IncidentOf } from '../../alerting/planning/lead.ts'
import { type Incident, rootOf } from '../../incidents/incident.ts'
import type { Store } from '../../storage/store.ts'

/** Incidents that are looked through beside the open ones: of what is over, the end may still be owed. */
const RECENT = 200

/** By the series of an alert and the change that it began with; of one that stands, by its series alone. */
export function incidentFinder({ incidents }: Pick<Store, 'incidents'>): IncidentOf {
  const byChange = new Map<string, { id: string; isRoot: boolean }>()
  const bySeries = new Map<number, { id: string; isRoot: boolean }>()
  const open = incidents.open()
  const over = incidents
    .list(RECENT)
    .filter(({ closedAt, mergedInto }) => closedAt !== null && mergedInto === null)
  for (const incident of [...over, ...open]) {
    const { id, members } = incident
    for (const { series, raisedAt, clearedAt } of members) {
      const found = { id, isRoot: series === rootSeries(incident) }
      byChange.set(`${series} ${raisedAt}`, found)
      if (incident.closedAt === null && clearedAt === null) bySeries.set(series, found)
    }
  }
  return episode => {
    if (episode.origin !== 'change') return null
    const { seriesId, pendingSince, state } = episode
    const standing = state === 'resolved' ? undefined : bySeries.get(seriesId)
    return standing ?? byChange.get(`${seriesId} ${pendingSince}`) ?? null
  }
}

/** Alerts of one incident whose messages make up its conversation, besides the one that is asked for. */
const SPOKEN = 20

/** Answers for an alert which alerts share its conversation with people: those of its incident, itself among them. */
export function sharedConversation(
  episodes: readonly Episode[],
  incidentOf: IncidentOf,
): (episodeId: string) => readonly string[] {
  const byId = new Map<string, string>()
  const shared = new Map<string, Set<string>>()
  for (const episode of episodes) {
    const incident = incidentOf(episode)?.id
    if (incident === undefined) continue
    byId.set(episode.id, incident)
    const ids = shared.get(incident) ?? new Set()
    if (ids.size < SPOKEN && episode.sequence > 0) shared.set(incident, ids.add(episode.id))
  }
  return id => [...new Set([id, ...(shared.get(byId.get(id) ?? '') ?? [])])]
}

function rootSeries(incident: Incident): number {
  return rootOf(incident).series
}
