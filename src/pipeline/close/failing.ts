// On which series indicators fail is kept beside the store of series: a process that begins has closed no bucket yet, and must not take
// an indicator for mended that it has not asked.
import { groupKey } from '../../series/grouping.ts'
import type { Series } from '../../series/series.ts'
import type { Source } from '../../sources/source.ts'
import type { Store } from '../../storage/store.ts'
import { recallList, rememberList } from '../collect/problems/remembered.ts'
import { feeds, type Plan } from '../plan.ts'
import type { Live } from '../status.ts'
import { knownSeries } from './due.ts'
import { newSeriesOf, placeOf } from './report.ts'

interface Failing {
  indicator: string
  message: string
  places: readonly string[]
}

export interface FailingDeps {
  store: Pick<Store, 'sources' | 'series' | 'transaction'>
  plan: Pick<Plan, 'indicators'>
  sources: ReadonlyArray<Pick<Source, 'name' | 'feeds'>>
  live: Pick<Live, 'indicatorFaults' | 'failingSeries'>
}

const OWNER = '#failing indicators'
const KEY = 'all'

/** Once a process begins: what failed at the end of the one before, where a bucket may still show that it answers. */
export function recallFailing(deps: FailingDeps): void {
  const { store, live } = deps
  const known = recallList(store.sources, OWNER, KEY, isFailing)
  if (known.length === 0) return
  const all = store.series.all()
  for (const { indicator, message, places } of known) {
    const standing = placesOf(indicator, all, deps)
    const left = places.filter(place => standing.has(place))
    if (left.length === 0) continue
    live.indicatorFaults.set(indicator, message)
    live.failingSeries.set(indicator, new Set(left))
  }
}

/** Once buckets are closed. Writes where something has changed since. */
export function rememberFailing({ store, live }: Pick<FailingDeps, 'store' | 'live'>): void {
  const list: readonly Failing[] = [...live.indicatorFaults].map(([indicator, message]) => ({
    indicator,
    message,
    places: [...(live.failingSeries.get(indicator) ?? [])].sort(),
  }))
  const before = recallList(store.sources, OWNER, KEY, isFailing)
  if (JSON.stringify(before) === JSON.stringify(list)) return
  store.transaction(() => rememberList(store.sources, OWNER, KEY, list))
}

/** Where an indicator is asked, as it is split and fed now. */
function placesOf(
  name: string,
  all: readonly Series[],
  { store, plan, sources }: FailingDeps,
): ReadonlySet<string> {
  const planned = plan.indicators.find(({ indicator }) => indicator.name === name)
  if (planned === undefined) return new Set()
  const { indicator, by: own } = planned
  const feeding = sources.filter(source => feeds(source, indicator.kind))
  const by = feeding.length > 1 ? ['source', ...own] : own
  return new Set(
    feeding.flatMap(source => [
      newSeriesOf(source.name),
      ...knownSeries(store, all, { indicator, by }, source.name).map(({ labels }) =>
        placeOf(source.name, groupKey(labels, by)),
      ),
    ]),
  )
}

function isFailing(value: unknown): value is Failing {
  if (typeof value !== 'object' || value === null) return false
  const { indicator, message, places } = value as Partial<Record<keyof Failing, unknown>>
  return (
    typeof indicator === 'string' &&
    typeof message === 'string' &&
    Array.isArray(places) &&
    places.every(place => typeof place === 'string')
  )
}
