// What of the sources cannot be seen now, and of which series silence therefore says nothing.
import type { Millis } from '../../core/clock.ts'
import { formatDuration, MINUTE, SECOND } from '../../core/duration.ts'
import type { Series } from '../../series/series.ts'
import type { Plan } from '../plan.ts'
import type { SourceStatus } from './status.ts'

export interface BlindSpot {
  source: string
  /** Null: all of the source. */
  table: string | null
  /** Whether it is no table, but what comes under a name that the source does not say it feeds. */
  unfed?: true | undefined
  /** What it is, where it is no table. */
  what?: 'query' | undefined
  since: Millis
  /** When the last row that was seen was written; null where that is not known. */
  lastRow: Millis | null
  why: string
  remedy: string | null
}

/** How the sources fare, by name. */
export interface Statuses {
  sources: ReadonlyMap<string, SourceStatus>
}

/** How far a source may lag behind the present, and its series still be judged by it. */
const USUAL_LAG: Millis = 15 * MINUTE

export function blindSpots(live: Statuses): BlindSpot[] {
  return [...live.sources.values()].flatMap(status => [...wholeSource(status), ...tablesOf(status)])
}

/**
 * The latest moment for which silence may be held against a series: the present where all that feeds it can be seen,
 * how far its source is complete where that lags, and never where it is blind or still read for the first time.
 */
export function quietSince(
  live: Statuses,
  plan: Pick<Plan, 'sourcesOf'> & {
    /** Up to when what feeds a series is complete in a source; left out: as its source is. */
    completeOf?(series: Series, source: string): Millis | null
  },
  now: Millis,
): (series: Series) => Millis | null {
  const spots = new Set(blindSpots(live).flatMap(({ source, unfed }) => (unfed ? [] : [source])))
  return series => {
    let earliest: Millis = now
    for (const source of plan.sourcesOf(series)) {
      const status = live.sources.get(source)
      if (status === undefined || spots.has(source) || !isRead(status)) return null
      const complete = Math.min(status.completeUpTo ?? 0, plan.completeOf?.(series, source) ?? now)
      if (now - complete > USUAL_LAG) earliest = Math.min(earliest, complete)
    }
    return earliest
  }
}

/** Whether the history of all that feeds a series has been read, so that what it says is the present. */
export function isCaughtUp(live: Statuses, plan: Pick<Plan, 'sourcesOf'>): (series: Series) => boolean {
  return series =>
    plan.sourcesOf(series).every(source => {
      const status = live.sources.get(source)
      return status !== undefined && (!status.up || isRead(status))
    })
}

function isRead({ progress, completeUpTo }: SourceStatus): boolean {
  return progress === null && completeUpTo !== null
}

function wholeSource({ name, up, error, downSince, completeUpTo }: SourceStatus): BlindSpot[] {
  if (up || downSince === null) return []
  return [
    {
      source: name,
      table: null,
      since: downSince,
      lastRow: completeUpTo,
      why: error ?? 'it cannot be read',
      remedy: null,
    },
  ]
}

/** One spot a table, however many of its columns are concerned. */
function tablesOf({ name, problems }: SourceStatus): BlindSpot[] {
  const spots = new Map<string, BlindSpot>()
  for (const { where, message, remedy, blind } of problems) {
    const table = blind?.table ?? where
    if (blind === undefined || spots.has(table)) continue
    const { since, lastRow, unfed, what } = blind
    const spot = { source: name, table, unfed, what, since, lastRow }
    spots.set(table, { ...spot, why: message, remedy: remedy ?? null })
  }
  return [...spots.values()]
}

/** `table jobs of platform cannot be seen for 12m: no such table`. */
export function blindWords(spot: BlindSpot, now: Millis): string {
  const { since, why } = spot
  const what = placeWords(spot)
  const seconds = Math.max(1, Math.floor((now - since) / SECOND))
  return `${what} cannot be seen for ${formatDuration(seconds * SECOND)}: ${why}`
}

/** What cannot be seen: `table jobs of source platform`, or all of a source. */
export function placeWords(spot: Pick<BlindSpot, 'source' | 'table' | 'unfed' | 'what'>): string {
  const { source, table, unfed, what } = spot
  if (table === null) return `source ${source}`
  return unfed ? `${table} of source ${source}` : `${what ?? 'table'} ${table} of source ${source}`
}
