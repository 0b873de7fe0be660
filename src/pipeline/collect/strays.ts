// What a part does outside of the calls that are made to it, from a timer or a promise that nobody waits for: it would end the process
// or hold it up. The part is named, and nobody else stops.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import type { Owner } from '../../core/loop-guard/owners.ts'
import type { SourceProblem } from '../../sources/source.ts'

export interface Strays {
  /** Whether that is new of it within the hour. */
  note(owner: Owner, message: string, at: Millis): boolean
  /** What a source has done within the last hour, as problems of it. */
  problemsOf(source: string, now: Millis): readonly SourceProblem[]
}

const SHOWN: Millis = HOUR
/** Different messages of one part that are kept. */
const MOST = 5

export function createStrays(): Strays {
  const noted = new Map<string, Map<string, Millis>>()
  return {
    note(owner, message, at) {
      const messages = noted.get(keyOf(owner)) ?? new Map<string, Millis>()
      const before = messages.get(message)
      messages.delete(message)
      messages.set(message, at)
      for (const oldest of [...messages.keys()].slice(0, -MOST)) messages.delete(oldest)
      noted.set(keyOf(owner), messages)
      return before === undefined || at - before >= SHOWN
    },
    problemsOf: (name, now) =>
      [...(noted.get(keyOf({ kind: 'source', name })) ?? [])]
        .filter(([, at]) => now - at < SHOWN)
        .map(([message]) => ({
          where: name,
          message,
          remedy: 'Report it to whoever wrote this type of source',
          refused: 0,
        })),
  }
}

function keyOf({ kind, name }: Owner): string {
  return `${kind} ${name}`
}
