// How far each source is taken to lag behind the present: as it did when it was last read.
import type { Millis } from '../../core/clock.ts'
import type { TickDeps } from '../../pipeline/tick.ts'
import type { Store } from '../../storage/store.ts'

/** By name; `lag` of all of them, where it is given. */
export function lagsOf(
  { sources }: { readonly sources: Pick<Store['sources'], 'load'> },
  all: { readonly sources: TickDeps['sources'] },
  lag: Millis | null,
): Map<string, Millis> {
  return new Map(
    all.sources.map(({ name }) => {
      const { completeUpTo, lastSuccessAt } = sources.load(name)
      return [name, lag ?? Math.max(0, (lastSuccessAt ?? 0) - (completeUpTo ?? lastSuccessAt ?? 0))]
    }),
  )
}
