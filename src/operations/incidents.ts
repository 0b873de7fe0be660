// What people do about an incident: to handle it is to handle every alert of it, in one commit; and to say that two changes
// have one cause, or that they have two, which binds for as long as both stand.
import type { Episode } from '../alerting/episode.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import { type Incident, isOpen, type Member, rootOf } from '../incidents/incident.ts'
import { incidentFinder } from '../pipeline/alerts/incidents.ts'
import type { Store } from '../storage/store.ts'
import { findPresentIncident } from './find.ts'
import {
  type ActedIncident,
  type Actor,
  type AlertActions,
  type IncidentActions,
  type Outcome,
  type Refused,
  refused,
  withNote,
} from './operations.ts'

export interface IncidentActionsDeps {
  store: Pick<Store, 'transaction' | 'episodes' | 'incidents' | 'history' | 'series'>
  acting: Pick<AlertActions, 'acknowledge' | 'snooze' | 'release' | 'accept' | 'unaccept'>
  /** The clock by which alerts are evaluated. */
  clock: Clock
  log: Logger
}

/** Alerts that are looked through beside the open ones: what was accepted is over. */
const SEARCHED = 1000
/** Members from which one is kept apart. */
const MOST_TIES = 100

export function createIncidentActions(deps: IncidentActionsDeps): IncidentActions {
  const { acting } = deps
  return {
    acknowledge: (id, actor) => onAlerts(deps, id, one => acting.acknowledge(one, actor)),
    snooze: (id, actor, until) => onAlerts(deps, id, one => acting.snooze(one, actor, until)),
    release: (id, actor) => onAlerts(deps, id, one => acting.release(one, actor)),
    accept: (id, actor) => onAlerts(deps, id, one => acting.accept(one, actor)),
    unaccept: (id, actor) => onAlerts(deps, id, one => acting.unaccept(one, actor), SEARCHED),
    split: (id, seriesId, actor) => splitOff(deps, id, seriesId, actor),
    merge: (id, other, actor) => mergeWith(deps, id, other, actor),
  }
}

/** Refused as the first alert refuses where none can be handled so; else what some of them refuse is left out. */
function onAlerts(
  { store }: IncidentActionsDeps,
  id: string,
  act: (episodeId: string) => Outcome<{ episode: Episode }>,
  past = 0,
): Outcome<ActedIncident> {
  return store.transaction((): Outcome<ActedIncident> => {
    const incident = findPresentIncident(store, id)
    if ('done' in incident) return incident
    const incidentOf = incidentFinder(store)
    const candidates = [...store.episodes.open(), ...(past > 0 ? store.episodes.over(past, 0) : [])]
    const outcomes = candidates
      .filter(episode => incidentOf(episode)?.id === incident.id)
      .map(episode => act(episode.id))
    const done = outcomes.filter(outcome => outcome.done)
    if (done.length > 0) {
      return {
        done: true,
        changed: done.some(({ changed }) => changed),
        incident,
        episodes: done.map(({ episode }) => episode),
      }
    }
    return outcomes.find((outcome): outcome is Refused => !outcome.done) ?? refused('state', NO_ALERT)
  })
}

const NO_ALERT = 'no alert of this incident is open'

function splitOff(
  deps: IncidentActionsDeps,
  id: string,
  seriesId: number,
  actor: Actor,
): Outcome<{ incident: Incident }> {
  return deps.store.transaction((): Outcome<{ incident: Incident }> => {
    const incident = openIncident(deps, id)
    if ('done' in incident) return incident
    const standing = standingOf(incident)
    const leaving = standing.find(({ series }) => series === seriesId)
    if (leaving === undefined)
      return refused('unknown', 'this incident has no change of this series that stands')
    const others = standing.filter(one => one !== leaving)
    if (others.length === 0)
      return refused('state', 'the incident has one change alone, so there is nothing to split')
    const pairs = others.slice(0, MOST_TIES).map(({ change }) => [leaving.change, change] as const)
    return tie(deps, { kind: 'split', pairs, incident, about: seriesId, actor })
  })
}

function mergeWith(
  deps: IncidentActionsDeps,
  id: string,
  otherId: string,
  actor: Actor,
): Outcome<{ incident: Incident }> {
  return deps.store.transaction((): Outcome<{ incident: Incident }> => {
    const incident = openIncident(deps, id)
    if ('done' in incident) return incident
    const other = openIncident(deps, otherId)
    if ('done' in other) return other
    if (other.id === incident.id) return { done: true, changed: false, incident }
    if (other.nature !== incident.nature)
      return refused('state', 'silent series and changes are never one incident')
    const into = standingOf(incident)[0]
    const from = standingOf(other)[0]
    if (into === undefined || from === undefined) return refused('state', OVER)
    const pairs = [[into.change, from.change] as const]
    return tie(deps, { kind: 'link', pairs, incident, about: from.series, actor })
  })
}

interface Said {
  kind: 'link' | 'split'
  pairs: ReadonlyArray<readonly [string, string]>
  incident: Incident
  /** The series that is split off or brought in. */
  about: number
  actor: Actor
}

function tie({ store, clock, log }: IncidentActionsDeps, said: Said): Outcome<{ incident: Incident }> {
  const { kind, pairs, incident, about, actor } = said
  const at = clock.now()
  const { by, note = '' } = actor
  const known = store.incidents.tiesSince(incident.openedAt)
  const fresh = pairs.filter(([a, b]) => known.findLast(one => isOf(one, a, b))?.kind !== kind)
  if (fresh.length === 0) return { done: true, changed: false, incident }
  for (const [a, b] of fresh) store.incidents.tie({ kind, a, b, by, at, note })
  const key = store.series.all().find(({ id }) => id === about)?.key ?? String(about)
  const what = kind === 'split' ? 'has another cause' : 'has the same cause'
  const detail = withNote(`incident ${incident.id.slice(0, 8)}: ${key} ${what}`, note)
  store.history.add({ at, actor: by, action: kind === 'split' ? 'split' : 'merged', episodeId: null, detail })
  log.info(kind === 'split' ? 'incident split' : 'incidents merged', {
    incident: incident.id,
    series: key,
    by,
  })
  return { done: true, changed: true, incident }
}

function isOf(one: { a: string; b: string }, a: string, b: string): boolean {
  return (one.a === a && one.b === b) || (one.a === b && one.b === a)
}

const OVER = 'the incident is over'

function openIncident({ store }: IncidentActionsDeps, id: string): Incident | Refused {
  const found = findPresentIncident(store, id)
  if ('done' in found) return found
  return isOpen(found) ? found : refused('state', OVER)
}

/** The root first, where it still stands. */
function standingOf(incident: Incident): Member[] {
  const root = rootOf(incident)
  return incident.members
    .filter(({ clearedAt }) => clearedAt === null)
    .toSorted((a, b) => Number(b.change === root.change) - Number(a.change === root.change))
}
