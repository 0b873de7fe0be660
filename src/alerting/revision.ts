// What an evaluation changes about an episode, as plain data: put on what the episode has become meanwhile, it undoes
// nothing that a person or another system did after the evaluation began.
import type { ChangeEpisode, Episode, ReceivedEpisode } from './episode.ts'

export interface Revision {
  id: string
  /** Fields with their new values; of a new episode all of them. */
  set: Readonly<Record<string, unknown>>
  /** Fields that are gone. */
  unset: readonly string[]
  /** How the evaluation saw what others change too. */
  was: Seen
}

type Seen = Partial<Pick<ChangeEpisode, 'handling' | 'accepted' | 'state'> & Pick<ReceivedEpisode, 'heardAt'>>

/** `before`: as the evaluation saw it; null: not at all. */
export function revisionOf(before: Episode | null, after: Episode): Revision {
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)]
  const unset = Object.keys(old).filter(name => fresh[name] === undefined)
  const set = Object.entries(fresh).filter(([name, value]) => value !== undefined && old[name] !== value)
  return { id: after.id, set: Object.fromEntries(set), unset, was: seenOf(before) }
}

/** `current`: as it is now; null: there is none. What others have changed since the evaluation began stays as they left it. */
export function revised(current: Episode | null, { set, unset, was }: Revision): Episode {
  const others = changedByOthers(seenOf(current), was)
  const episode = { ...fieldsOf(current) }
  for (const [name, value] of Object.entries(set)) if (!others.has(name)) episode[name] = value
  for (const name of unset) if (!others.has(name)) delete episode[name]
  return episode as unknown as Episode
}

/** What is decided by whoever reports an alert, and by our evaluation only where nothing is heard of it any more. */
const RUN = ['state', 'resolvedAt', 'lastActiveAt', 'firingSince', 'heardAt']
const HANDLING = ['handling', 'woken']

/** Names of fields; none where the evaluation or the store knew of no episode. */
function changedByOthers(now: Seen, was: Seen): ReadonlySet<string> {
  if (now.state === undefined || was.state === undefined) return new Set()
  return new Set([
    ...(now.state === was.state && now.heardAt === was.heardAt ? [] : RUN),
    ...(isSame(now.handling, was.handling) ? [] : HANDLING),
    ...(isSame(now.accepted, was.accepted) ? [] : ['accepted']),
  ])
}

function seenOf(episode: Episode | null): Seen {
  if (episode === null) return {}
  const { state, handling, accepted, heardAt } = { accepted: undefined, heardAt: undefined, ...episode }
  return {
    state,
    ...(handling === undefined ? {} : { handling }),
    ...(accepted === undefined ? {} : { accepted }),
    ...(heardAt === undefined ? {} : { heardAt }),
  }
}

function fieldsOf(episode: Episode | null): Record<string, unknown> {
  return { ...episode }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
