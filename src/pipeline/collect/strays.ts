// What a part does outside of the calls that are made to it, from a timer or a promise that nobody waits for: it would end the process
// or hold it up. The part is named, and nobody else stops.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import { nameOf, type Owner } from '../../core/loop-guard/owners.ts'
import type { SourceProblem } from '../../sources/source.ts'

export interface Strays {
  note(owner: Owner, message: string, at: Millis): Noted
  /** It does that no more. */
  end(owner: Owner, message: string): void
  /** What a source has done within the last hour, as problems of it. */
  problemsOf(source: string, now: Millis): readonly SourceProblem[]
  /** What all parts have done lately. `within`: default an hour. */
  all(now: Millis, within?: Millis): ReadonlyArray<{ owner: Owner; message: string }>
}

/**
 * Whether that is new of the part within the hour, and may be logged. `last`: it is, and what is new after it is `known`, until the
 * hour is over: a part that never throws the same twice must not fill the log.
 */
export type Noted = 'new' | 'last' | 'known'

const SHOWN: Millis = HOUR
/** Different messages of one part that are kept, and that are new within the hour. */
const MOST = 5

export function createStrays(): Strays {
  const noted = new Map<string, { owner: Owner; messages: Map<string, Millis>; news: readonly Millis[] }>()
  const recent = ({ messages }: { messages: Map<string, Millis> }, now: Millis, within = SHOWN): string[] =>
    [...messages].filter(([, at]) => now - at < within).map(([message]) => message)
  return {
    note(owner, message, at) {
      const { messages, news } = noted.get(nameOf(owner)) ?? { messages: new Map<string, Millis>(), news: [] }
      const before = messages.get(message)
      messages.delete(message)
      messages.set(message, at)
      for (const oldest of [...messages.keys()].slice(0, -MOST)) messages.delete(oldest)
      const recentNews = news.filter(one => at - one < SHOWN)
      const isNew = (before === undefined || at - before >= SHOWN) && recentNews.length < MOST
      noted.set(nameOf(owner), { owner, messages, news: isNew ? [...recentNews, at] : recentNews })
      if (!isNew) return 'known'
      return recentNews.length === MOST - 1 ? 'last' : 'new'
    },
    end: (owner, message) => void noted.get(nameOf(owner))?.messages.delete(message),
    problemsOf: (name, now) => {
      const own = noted.get(nameOf({ kind: 'source', name }))
      return (own === undefined ? [] : recent(own, now)).map(message => ({
        where: name,
        message,
        remedy: 'Report it to whoever wrote this type of source',
        refused: 0,
      }))
    },
    all: (now, within) =>
      [...noted.values()].flatMap(one =>
        recent(one, now, within).map(message => ({ owner: one.owner, message })),
      ),
  }
}
