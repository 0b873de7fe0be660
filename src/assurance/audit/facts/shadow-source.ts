// A source that brings what it is given as time passes, under the name of a real one, and reads nothing.
import type { Clock, Millis } from '../../../core/clock.ts'
import { MINUTE } from '../../../core/duration.ts'
import type { Event } from '../../../events/event.ts'
import type { Batch, PulledSource, Source } from '../../../sources/source.ts'

export interface ShadowSourceInput {
  /** Whose place it takes. */
  real: Source
  /** In order of their moments. */
  events: readonly Event[]
  clock: Clock
  /** How far it lags behind the present. */
  lag: Millis
  /** From then on it `fails`, or cannot see a table. */
  fault: { state: 'fails' | 'blind'; from: Millis } | null
}

/** Events of one batch. */
const AT_ONCE = 2000

export function shadowSource({ real, events, clock, lag, fault }: ShadowSourceInput): PulledSource {
  const { name, feeds, severalTables, oneAtATime } = real
  let next = 0
  const batch = (now: Millis, to: number): Batch => ({
    events: events.slice(next, to),
    cursor: { next: to },
    completeUpTo: to < events.length && (events[to]?.at ?? now) <= now - lag ? null : now - lag,
    progress: null,
    problems: [],
  })
  return {
    name,
    feeds,
    ...(severalTables === undefined ? {} : { severalTables }),
    ...(oneAtATime === undefined ? {} : { oneAtATime }),
    budget: 10 * MINUTE,
    async *pull() {
      const now = clock.now()
      const state = fault !== null && now >= fault.from ? fault : null
      if (state?.state === 'fails') throw new Error('connect ECONNREFUSED (planted by an audit)')
      if (state !== null) {
        yield { ...batch(now, next), problems: [blindness(state.from)] }
        return
      }
      let end = next
      while ((events[end]?.at ?? Number.POSITIVE_INFINITY) <= now - lag) end += 1
      do {
        const to = Math.min(next + AT_ONCE, end)
        yield batch(now, to)
        next = to
      } while (next < end)
    },
    check: async () => [],
    close: async () => {},
  }
}

function blindness(since: Millis): Batch['problems'][number] {
  return {
    where: 'planted.column',
    message: 'column "planted" does not exist (planted by an audit)',
    refused: 0,
    blind: { table: 'planted', since, lastRow: since },
  }
}
