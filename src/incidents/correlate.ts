// Changes -> incidents: what one cause explains is one. A pure step over plain data: the same steps give the same incidents,
// with the same ids, whether the process was restarted between them or not.
import type { Millis } from '../core/clock.ts'
import { DAY, HOUR } from '../core/duration.ts'
import { byNearness, type Cluster, cluster, type Item, itemOf, logAlone, type Scale } from './cluster.ts'
import { createFleet, type Fleet } from './fleet.ts'
import { Forming, type Group } from './forming.ts'
import type { Incident, Member, Sighting, Tie, Watched } from './incident.ts'
import { closed, recorded } from './record.ts'
import { bondsOf } from './ties.ts'

export interface Correlating {
  series: readonly Watched[]
  /** What these series make up, where it is known already. */
  fleet?: Fleet
  /** Changes that stand, and those that members of open incidents were; any order. */
  sightings: readonly Sighting[]
  ties: readonly Tie[]
  /** Incidents that were opened within `RATE_SPAN`, and for how long anything was watched. */
  recent: { opened: number; watched: Millis }
  now: Millis
}

/** Over which the rate of incidents is taken. */
const RATE_SPAN: Millis = 90 * DAY
/** Incidents that are taken to have been where none is known yet. */
const EXPECTED = 1
/** Odds are asked of each member of groups up to this size. */
const ASKED = 12

/**
 * Every incident that is open now or was in `open`, as it is after these sightings. In order of detection each change joins
 * the group that gains most by it or opens one; then groups merge and members leave while that gains.
 */
export function correlate(open: readonly Incident[], correlating: Correlating): Incident[] {
  const { series, fleet = createFleet(series), sightings, ties, recent, now } = correlating
  const items = new Map(
    sightings.flatMap(sighting => {
      const watched = fleet.series(sighting.series)
      return watched === null ? [] : [[sighting.change, itemOf(sighting, watched)] as const]
    }),
  )
  const span = Math.min(Math.max(recent.watched, DAY), RATE_SPAN) / HOUR
  const scale = {
    fleet,
    rate: (recent.opened + EXPECTED) / span,
    now: now / HOUR,
    waiting: waitingIn([...items.values()]),
  }
  const forming = new Forming(scale, bondsOf(ties))
  const taken = new Set<string>()
  for (const incident of open) {
    for (const { change } of incident.members) taken.add(change)
    const members = latestOfEach(incident.members).flatMap(({ change }) => items.get(change) ?? [])
    if (members.length > 0) forming.resume(groupOf(incident, members, scale), isMoved(incident, items))
  }
  const fresh = [...items.values()]
    .filter(({ sighting }) => sighting.clearedAt === null && !taken.has(sighting.change))
    .sort(
      (a, b) => a.sighting.raisedAt - b.sighting.raisedAt || (a.sighting.change < b.sighting.change ? -1 : 1),
    )
  for (const item of fresh) forming.add(item)
  forming.settle()
  return incidentsOf(open, forming.groups, scale, now)
}

function waitingIn(items: readonly Item[]): Set<string> {
  const waits = items.filter(
    ({ sighting, series }) => series.stage === 'queue wait' && sighting.clearedAt === null,
  )
  return new Set(waits.map(({ series }) => series.flow))
}

function groupOf({ id, nature, openedAt, members }: Incident, items: readonly Item[], scale: Scale): Group {
  const root = items.find(({ sighting }) => sighting.change === members[0]?.change) ?? items[0]
  if (root === undefined) throw new RangeError('an incident has at least one member')
  const known = cluster(items, scale)
  return {
    id,
    nature,
    openedAt,
    cluster: known ?? {
      items,
      root,
      strata: new Map(),
      explanation: null,
      logM: logAlone(scale),
      at: root.density.at,
    },
  }
}

/** Of members of the same series the latest: the others were cleared, and it has taken their place. */
function latestOfEach(members: readonly Member[]): Member[] {
  const latest = new Map<number, Member>()
  for (const member of members) {
    const known = latest.get(member.series)
    if (known === undefined || member.raisedAt >= known.raisedAt) latest.set(member.series, member)
  }
  return [...latest.values()]
}

/** Whether any of its members is described otherwise than when it was last weighed. */
function isMoved({ members }: Incident, items: ReadonlyMap<string, Item>): boolean {
  return members.some(({ change, onset }) => {
    const now = items.get(change)?.sighting.onset
    return (
      now !== undefined &&
      (now.lower !== onset.lower || now.value !== onset.value || now.upper !== onset.upper)
    )
  })
}

function incidentsOf(
  open: readonly Incident[],
  groups: readonly Group[],
  scale: Scale,
  now: Millis,
): Incident[] {
  const before = new Map(open.map(incident => [incident.id, incident]))
  const current = groups.map(group => {
    const known = before.get(group.id) ?? null
    const members = membersOf(group, known, scale)
    const {
      id,
      nature,
      openedAt,
      cluster: { explanation, items },
    } = group
    const incident: Incident = {
      id,
      nature,
      openedAt,
      closedAt: items.every(({ sighting }) => sighting.clearedAt !== null) ? now : null,
      mergedInto: null,
      members,
      explanation: explanation === null ? null : scale.fleet.explanation(explanation),
      events: known?.events ?? [],
    }
    return recorded(known, incident, open, now)
  })
  const kept = new Set(current.map(({ id }) => id))
  return [...current, ...open.filter(({ id }) => !kept.has(id)).map(one => closed(one, current, now))]
}

/** The root, then what follows, by how near it is to the cause; then what of the same series came before. */
function membersOf({ cluster: now }: Group, known: Incident | null, scale: Scale): Member[] {
  const { items, root } = now
  const rest = items.filter(one => one !== root).sort(byNearness)
  const current = [root, ...rest].map(item => memberOf(item, oddsOf(item, now, scale)))
  const changes = new Set(current.map(({ change }) => change))
  const series = new Set(current.map(one => one.series))
  const former = (known?.members ?? []).filter(one => !changes.has(one.change) && series.has(one.series))
  return [...current, ...former.map(one => ({ ...one, odds: null }))]
}

function memberOf({ sighting }: Item, odds: number | null): Member {
  const { change, series, raisedAt, clearedAt, onset } = sighting
  return { change, series, raisedAt, clearedAt, onset, odds }
}

function oddsOf(item: Item, { items, logM, explanation }: Cluster, scale: Scale): number | null {
  if (items.length < 2 || items.length > ASKED || explanation === null) return null
  const rest = cluster(
    items.filter(one => one !== item),
    scale,
  )
  return rest === null ? null : Math.round((logM - rest.logM - logAlone(scale)) * 10) / 10
}
