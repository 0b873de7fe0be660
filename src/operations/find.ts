// Finds what an action is about by its id, or by the first characters of it that fit nothing else.
import type { Episode } from '../alerting/episode.ts'
import type { Silence } from '../alerting/muting/silence.ts'
import type { Millis } from '../core/clock.ts'
import type { Incident } from '../incidents/incident.ts'
import type { Store } from '../storage/store.ts'
import { type Refused, refused } from './operations.ts'

/** Fewer characters of an id are refused: they fit by accident. */
const SHORTEST_PREFIX = 6

/** Episodes and incidents among which the beginning of an id is looked for, beside all open ones; silences likewise. */
const SEARCHED = 1000

export function findEpisode({ episodes }: Pick<Store, 'episodes'>, id: string): Episode | Refused {
  return episodes.get(id) ?? byPrefix('alert', id, () => [...episodes.open(), ...episodes.list(SEARCHED)])
}

export function findSilence(
  { silences }: Pick<Store, 'silences'>,
  id: string,
  now: Millis,
): Silence | Refused {
  return (
    silences.get(id) ?? byPrefix('silence', id, () => [...silences.current(now), ...silences.list(SEARCHED)])
  )
}

export function findIncident({ incidents }: Pick<Store, 'incidents'>, id: string): Incident | Refused {
  return (
    incidents.get(id) ?? byPrefix('incident', id, () => [...incidents.open(), ...incidents.list(SEARCHED)])
  )
}

/** One that was merged is the one that it is a part of. */
export function findPresentIncident(store: Pick<Store, 'incidents'>, id: string): Incident | Refused {
  let found = findIncident(store, id)
  const seen = new Set<string>()
  while ('mergedInto' in found && found.mergedInto !== null && !seen.has(found.id)) {
    seen.add(found.id)
    found = store.incidents.get(found.mergedInto) ?? refused('unknown', NO_LONGER_KEPT)
  }
  return found
}

const NO_LONGER_KEPT = 'it was merged into an incident that is no longer kept'

function byPrefix<T extends { id: string }>(what: string, id: string, all: () => readonly T[]): T | Refused {
  if (id.length < SHORTEST_PREFIX) {
    return refused(
      'unknown',
      `there is no ${what} with this id; give at least its first ${SHORTEST_PREFIX} characters`,
    )
  }
  const fitting = new Map(all().flatMap(one => (one.id.startsWith(id) ? [[one.id, one] as const] : [])))
  const [first] = fitting.values()
  if (first === undefined) return refused('unknown', `there is no ${what} with this id`)
  if (fitting.size > 1)
    return refused('ambiguous', `${fitting.size} ${what}s begin with this id; give more of it`)
  return first
}
