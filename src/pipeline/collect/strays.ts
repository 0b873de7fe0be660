// What a source throws outside of the calls that are made to it, from a timer or a promise that nobody waits for: it would end the
// process. Whatever a pull starts belongs to its source, so that the source is named and nobody else stops.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import type { SourceProblem } from '../../sources/source.ts'

export interface Strays {
  /** Runs work of a source, with all that it starts and leaves behind. */
  under<T>(source: string, work: () => T): T
  /** The source to which belongs what runs now; null: none. */
  source(): string | null
  /** Whether that is new of it within the hour. */
  note(source: string, message: string, at: Millis): boolean
  /** What a source has thrown within the last hour, as problems of it. */
  problemsOf(source: string, now: Millis): readonly SourceProblem[]
}

const SHOWN: Millis = HOUR
/** Different messages of one source that are kept. */
const MOST = 5

export function createStrays(): Strays {
  const storage = new AsyncLocalStorage<string>()
  const noted = new Map<string, Map<string, Millis>>()
  return {
    under: (source, work) => storage.run(source, work),
    source: () => storage.getStore() ?? null,
    note(source, message, at) {
      const messages = noted.get(source) ?? new Map<string, Millis>()
      const before = messages.get(message)
      messages.delete(message)
      messages.set(message, at)
      for (const oldest of [...messages.keys()].slice(0, -MOST)) messages.delete(oldest)
      noted.set(source, messages)
      return before === undefined || at - before >= SHOWN
    },
    problemsOf: (source, now) =>
      [...(noted.get(source) ?? [])]
        .filter(([, at]) => now - at < SHOWN)
        .map(([message]) => ({
          where: source,
          message: `threw outside of any call: ${message}`,
          remedy: 'Report it to whoever wrote this type of source',
          refused: 0,
        })),
  }
}
