// Whom each problem concerns: who is notified of every alert on a change, who is not and why, and what nobody is notified of.

import type { ChangeEpisode, Episode } from '../../alerting/episode.ts'
import { RANK } from '../../alerting/match.ts'
import type { Silence } from '../../alerting/muting/silence.ts'
import { notReached, type Reaching } from '../../delivery/reached.ts'
import type { ChangeRecord } from '../../detection/change.ts'
import type { AlertSnapshot, ContactSnapshot } from '../../exposition/snapshot.ts'
import { assessmentOf } from '../../presentation/change/assessment.ts'
import type { Store } from '../../storage/store.ts'
import type { Suppressed } from '../status.ts'

export interface WhoseInput extends Reaching {
  store: Pick<Store, 'silences'>
  /** Those that are open. */
  episodes: readonly Episode[]
  standing: readonly ChangeRecord[]
  suppressed: readonly Suppressed[]
  /** The open incident of a change, by the id of the change. */
  incidents: ReadonlyMap<string, { id: string } | null | undefined>
  now: number
}

/** Alerts that are listed one by one, the more severe and then the newest first. */
const LISTED = 200

export function alertsOf(input: WhoseInput): AlertSnapshot[] {
  const { store, episodes, standing, suppressed, incidents, now } = input
  const open = episodes.filter(episode => episode.origin === 'change')
  const held = Map.groupBy(suppressed, ({ episodeId }) => episodeId)
  const silences = new Map(store.silences.current(now).map(one => [one.id, one]))
  const ofSeries = new Map(standing.map(record => [record.seriesId, record]))
  const alerted = new Set(open.map(({ seriesId }) => seriesId))
  const incidentOf = (seriesId: number): string | null =>
    incidents.get(ofSeries.get(seriesId)?.id ?? '')?.id ?? null
  // Whoever is notified of one change of an incident is told of the others.
  const known = new Set(open.map(({ seriesId }) => incidentOf(seriesId)))
  const isNobodys = ({ seriesId, change }: ChangeRecord): boolean => {
    const incident = incidentOf(seriesId)
    const isKnown = alerted.has(seriesId) || (incident !== null && known.has(incident))
    return !isKnown && assessmentOf(change) === 'worse'
  }
  const listed = [
    ...open.map(episode => ({ episode, ...bySeverity(episode.severity, sinceOf(episode)) })),
    ...standing
      .filter(isNobodys)
      .map(record => ({ record, ...bySeverity(record.alarm.severity, record.raisedAt) })),
  ]
  return listed
    .toSorted((a, b) => b.rank - a.rank || b.since - a.since)
    .slice(0, LISTED)
    .map(one =>
      'record' in one
        ? withoutAlert(one.record, incidentOf(one.record.seriesId))
        : alertSnapshot(one.episode, {
            incident: incidentOf(one.episode.seriesId),
            contacts: contactsOf(one.episode, held.get(one.episode.id) ?? [], silences, input),
          }),
    )
}

function bySeverity(severity: ChangeRecord['alarm']['severity'], since: number) {
  return { rank: RANK[severity], since }
}

function sinceOf({ firingSince, pendingSince }: ChangeEpisode): number {
  return firingSince ?? pendingSince
}

function alertSnapshot(
  episode: ChangeEpisode,
  { incident, contacts }: Pick<AlertSnapshot, 'incident' | 'contacts'>,
): AlertSnapshot {
  const { id, rule, seriesId, severity, state } = episode
  const named = { id, rule, seriesId, severity, incident, contacts, since: sinceOf(episode) }
  return { ...named, state: state === 'firing' ? 'firing' : 'pending' }
}

function withoutAlert(
  { id, seriesId, alarm, raisedAt }: ChangeRecord,
  incident: string | null,
): AlertSnapshot {
  const nobody: ContactSnapshot = { contact: null, standing: 'no rule', by: null, until: null }
  const { severity } = alarm
  return { id, rule: null, seriesId, severity, incident, state: 'none', since: raisedAt, contacts: [nobody] }
}

/** Everybody who was notified, and everybody who would be but for a reason; where there is neither, nobody. */
function contactsOf(
  episode: ChangeEpisode,
  held: readonly Suppressed[],
  silences: ReadonlyMap<string, Silence>,
  reaching: Reaching,
): ContactSnapshot[] {
  const { id, state, handling, notified = {} } = episode
  if (state !== 'firing') return [{ contact: null, standing: 'pending', by: null, until: null }]
  const sent = Object.keys(notified).length > 0 ? notReached(id, reaching) : []
  const lost = new Set(sent.map(({ contact }) => contact))
  const reached = Object.entries(notified)
    .filter(([contact, one]) => one.state === 'firing' && !held.some(other => other.contact === contact))
    .map(([contact]): ContactSnapshot => {
      if (lost.has(contact)) return { contact, standing: 'given up', by: null, until: null }
      if (handling === undefined) return { contact, standing: 'notified', by: null, until: null }
      return { contact, standing: handling.state, by: handling.by, until: handling.until }
    })
  const kept = held.map(({ contact, reason, by, until }): ContactSnapshot => {
    const who = reason === 'silenced' ? (silences.get(by ?? '')?.createdBy ?? null) : handling?.by
    return { contact, standing: reason, by: who ?? null, until }
  })
  const all = [...reached, ...kept]
  return all.length > 0 ? all : [{ contact: null, standing: 'no contact', by: null, until: null }]
}
