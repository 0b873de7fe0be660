// Looks back on every series once a day, a little at every tick, so that thousands of series never hold one up.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { ChangeRecord } from '../../detection/change.ts'
import type { Series } from '../../series/series.ts'
import type { RegimeLook } from '../../storage/regime-store.ts'
import type { Store } from '../../storage/store.ts'
import type { Plan } from '../plan.ts'
import type { Judging } from './judging.ts'

export interface LookBackDeps {
  store: Store
  judging: Pick<Judging, 'lookBack'>
  settingsOf: Plan['settingsOf']
  /** Whether its history has been read: half of one is looked back upon in vain. */
  isCaughtUp(series: Series): boolean
  /** Real seconds from some origin. */
  stopwatch: () => number
}

/** Real seconds that one tick may spend on it; the series under way is finished. */
const BUDGET = 0.2
/** So many changes are remembered, of all series together. */
const MOST_RAISED = 1000

/** Series that were never looked back upon come first, then those that waited longest. Returns how many were done. */
export async function lookBackOnSeries(deps: LookBackDeps, now: Millis): Promise<number> {
  const { store, stopwatch } = deps
  const lookedAt = new Map(store.regimes.looks().map(look => [look.seriesId, look.lookedAt]))
  const due = store.series
    .all()
    .filter(one => isDue(lookedAt.get(one.id), now) && deps.isCaughtUp(one))
    .sort((a, b) => (lookedAt.get(a.id) ?? 0) - (lookedAt.get(b.id) ?? 0) || a.id - b.id)
  if (due.length === 0) return 0
  const raised = raisedBySeries(store)
  const looks: RegimeLook[] = []
  const started = stopwatch()
  for (const series of due) {
    if (looks.length > 0 && stopwatch() - started > BUDGET) break
    const look = await lookAt(series, now, deps, raised.get(series.id) ?? [])
    if (look !== null) looks.push(look)
  }
  if (looks.length === 0) return 0
  store.relaxed(() => {
    for (const look of looks) store.regimes.save(look)
  })
  return looks.length
}

/** What was raised of late on each series, oldest first. */
function raisedBySeries(store: Store): Map<number, ChangeRecord[]> {
  const raised = new Map<number, ChangeRecord[]>()
  for (const record of store.changes.list(MOST_RAISED).toReversed()) {
    const known = raised.get(record.seriesId)
    if (known === undefined) raised.set(record.seriesId, [record])
    else known.push(record)
  }
  return raised
}

/** A clock that was set back makes nothing wait for longer than a day. */
function isDue(lookedAt: Millis | undefined, now: Millis): boolean {
  return lookedAt === undefined || now - lookedAt >= DAY || now < lookedAt
}

/** Null: there is nothing to look at. Where no new point has come, what was seen still holds. */
async function lookAt(
  series: Series,
  now: Millis,
  { store, judging, settingsOf }: LookBackDeps,
  raised: readonly ChangeRecord[],
): Promise<RegimeLook | null> {
  const settings = settingsOf(series)
  const last = store.series.lastPoint(series.id)
  if (settings === null || last === null) return null
  const before = store.regimes.of(series.id)
  if (before?.lastPoint === last.at) return { ...before, lookedAt: now }
  const found = await judging.lookBack({
    points: store.series.points(series.id, 0),
    bucket: series.bucket,
    options: { limit: settings.limit, zone: settings.zone ?? 'UTC', calendar: settings.calendar, raised },
  })
  return { seriesId: series.id, lookedAt: now, lastPoint: last.at, found }
}
