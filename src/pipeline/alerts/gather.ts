// Everything that messages say beyond the decision, read before any of them is composed.
import type { Decision } from '../../alerting/decide.ts'
import type { ChangeEpisode, Episode } from '../../alerting/episode.ts'
import { each, type Sliced } from '../../core/turns/pause.ts'
import type { Brief, Composing, Facts } from '../../delivery/compose.ts'
import type { FactFinder } from './facts.ts'

/** Plain data behind functions that only look it up; a fault met while reading is thrown where it is asked for. */
export interface Gathered extends Pick<Composing, 'factsOf' | 'briefOf' | 'conversationOf'> {
  /** What an alert coincides with, by name, in the words of the history; empty where that is nothing. */
  coincides(episode: Episode): string
}

export type GatherDeps = FactFinder & Pick<Composing, 'conversationOf'>

/** Of an episode in a summary little is read: the facts of the one that leads it, when that is known. */
export function* gather(
  { transitions, singles, bundles }: Decision,
  { factsOf, briefOf, conversationOf, coincidenceOf }: GatherDeps,
): Sliced<Gathered> {
  const facts = lookup<ChangeEpisode, Facts | null>(factsOf)
  const briefs = lookup<ChangeEpisode, Brief | null>(briefOf)
  const coincidences = lookup<Episode, string>(episode => {
    const beside = coincidenceOf(episode)
    return beside === null ? '' : `; coincides with ${beside}`
  })
  const conversations = new Map<string, ReturnType<typeof conversationOf>>()
  const listed = bundles.flatMap(({ notifications }) => notifications)
  for (const { episode } of singles) {
    if (episode.origin !== 'change') continue
    facts.read(episode)
    yield
  }
  yield* each(listed, ({ episode }) => {
    if (episode.origin === 'change') briefs.read(episode)
  })
  yield* each(transitions, ({ to, episode }) => {
    if (to === 'firing') coincidences.read(episode)
  })
  yield* each([...singles, ...listed], ({ episode }) => {
    conversations.set(episode.id, conversationOf(episode.id))
  })
  return {
    factsOf: facts.find,
    briefOf: briefs.find,
    conversationOf: id => conversations.get(id) ?? conversationOf(id),
    coincides: coincidences.find,
  }
}

interface Lookup<E, T> {
  /** Reads it, and keeps what it met. */
  read(episode: E): void
  find(episode: E): T
}

function lookup<E extends { id: string }, T>(source: (episode: E) => T): Lookup<E, T> {
  const kept = new Map<string, () => T>()
  const read = (episode: E): (() => T) => {
    const found = kept.get(episode.id) ?? attempt(() => source(episode))
    kept.set(episode.id, found)
    return found
  }
  return { read, find: episode => read(episode)() }
}

function attempt<T>(work: () => T): () => T {
  try {
    const value = work()
    return () => value
  } catch (cause) {
    return () => {
      throw cause
    }
  }
}
