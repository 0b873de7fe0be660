// Finds in the store which parts of a whole carry its change, and remembers it for whoever tells of the change.
import type { Millis } from '../../../core/clock.ts'
import { inTurns, type Pause, type Sliced } from '../../../core/turns/pause.ts'
import type { Carried } from '../../../detection/causes/carriers/carried.ts'
import type { Series } from '../../../series/series.ts'
import { unionOf } from '../../../series/spans.ts'
import type { Found } from './divide.ts'
import {
  type CarriersDeps,
  nameOf,
  type Search,
  type Shape,
  startSearch,
  type WholeChange,
} from './search.ts'

export interface Carriers {
  /** What was last found of a change of the series; null: nothing can be named, or it was not looked up yet. */
  carriedOf(series: Series, change: Shape): Carried | null
  /** Whether work only moved, or seems to as long as that is too new to tell; false where it was not looked up. */
  isMoveOfWork(series: Series, change: Shape): boolean
  /** Looks at changes that are new, or old enough to be looked at again; at a few of many, the others come at the next call. */
  lookUp(changes: readonly WholeChange[], pause: Pause): Promise<void>
}

const AT_ONCE = 20
const REMEMBERED = 1000

export function createCarriers(deps: CarriersDeps): Carriers {
  const remembered = new Map<string, Found & { to: Millis }>()
  const remember = ({ name, to }: Search, found: Found): void => {
    remembered.delete(name)
    remembered.set(name, { to, ...found })
    for (const oldest of remembered.keys()) {
      if (remembered.size <= REMEMBERED) break
      remembered.delete(oldest)
    }
  }
  return {
    carriedOf: (series, change) => remembered.get(nameOf(series, change))?.carried ?? null,
    isMoveOfWork: (series, change) => remembered.get(nameOf(series, change))?.isMoveOfWork ?? false,
    lookUp: async (changes, pause) => {
      const searches = changes
        .flatMap(change => startSearch(deps, change) ?? [])
        .filter(({ name, to }) => remembered.get(name)?.to !== to)
        .slice(0, AT_ONCE)
      await inTurns(readAll(deps, searches), pause)
      for (const search of searches) remember(search, await inTurns(foundBy(search), pause))
    },
  }
}

/** Nothing where its indicator fails on what never was: that is no fault that anybody has to know of. */
export function* foundBy(search: Search): Sliced<Found> {
  try {
    return yield* search.end()
  } catch {
    return { carried: null, isMoveOfWork: false }
  }
}

/** Each stretch of time that any of them wants, once. */
export function* readAll({ store }: CarriersDeps, searches: readonly Search[]): Sliced<void> {
  for (const [kind, ofKind] of Map.groupBy(searches, ({ indicator }) => indicator.kind)) {
    for (const source of new Set(ofKind.flatMap(({ sources }) => sources))) {
      const asking = ofKind.filter(({ sources }) => sources.includes(source))
      const of = new Set(asking.flatMap(({ indicator }) => indicator.measures.map(({ name }) => name)))
      for (const span of unionOf(asking.flatMap(({ spans }) => spans))) {
        for (const slice of store.cells.read(kind, source, span.from, span.to, of)) {
          for (const search of asking) search.take(slice)
          yield
        }
      }
    }
  }
}
