// Finds which parts of a whole carry its change where that is asked for, and not before: the same answers, where nobody waits for them
// and most are never asked for.
import { atOnce, type Sliced } from '../../../core/turns/pause.ts'
import { type Carriers, foundBy, readAll } from './carriers.ts'
import type { Found } from './divide.ts'
import { type CarriersDeps, nameOf, type Search, startSearch } from './search.ts'

/** What was looked up and not asked for yet, and what was found. */
type Known = { search: Search; severity: 'watch' | 'page' | undefined; found: Found | null }

const REMEMBERED = 1000

export function createLateCarriers(deps: CarriersDeps): Carriers {
  const known = new Map<string, Known>()
  const foundOf = (one: Known | undefined): Found | null => {
    if (one === undefined) return null
    one.found ??= atOnce(findNow(deps, one.search))
    return one.found
  }
  return {
    carriedOf: (series, change) => foundOf(known.get(nameOf(series, change)))?.carried ?? null,
    isMoveOfWork: (series, change) => {
      const one = known.get(nameOf(series, change))
      // Only a page is held back for it.
      return one?.severity === 'page' && foundOf(one)?.isMoveOfWork === true
    },
    lookUp: async changes => {
      for (const change of changes) {
        const search = startSearch(deps, change)
        if (search === null) continue
        const { severity } = change
        const before = known.get(search.name)
        known.delete(search.name)
        const isSame = before?.search.to === search.to
        known.set(search.name, isSame ? { ...before, severity } : { search, severity, found: null })
      }
      for (const oldest of known.keys()) {
        if (known.size <= REMEMBERED) break
        known.delete(oldest)
      }
    },
  }
}

function* findNow(deps: CarriersDeps, search: Search): Sliced<Found> {
  yield* readAll(deps, [search])
  return yield* foundBy(search)
}
